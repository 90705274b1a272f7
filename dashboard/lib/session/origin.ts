import type { ServerEnv } from "@/lib/env";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function ownOrigins(request: Request, env: ServerEnv): Set<string> {
  if (env.dashboardOrigin !== null && env.publicScheme === "https") return new Set([env.dashboardOrigin]);
  const own = new Set<string>();
  if (env.dashboardOrigin !== null) own.add(env.dashboardOrigin);
  const host = request.headers.get("host");
  if (host !== null) own.add(`${env.publicScheme}://${host}`);
  return own;
}

/** True when a request may change something: only pages of this very origin may (cookies authenticate here). */
export function isSameOrigin(request: Request, env: ServerEnv): boolean {
  if (SAFE.has(request.method)) return true;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.headers.get("origin");
  return origin !== null && ownOrigins(request, env).has(origin);
}
