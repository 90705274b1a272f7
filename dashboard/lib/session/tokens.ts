import type { ServerEnv } from "@/lib/env";
import { expiryOf } from "@/lib/session/jwt";

export type TokenPair = { access: string; refresh: string };

const FALLBACK_MAX_AGE = 60 * 60 * 24 * 14;

/** Cookie names. `__Host-` binds them to this host where TLS is used; checkouts beside each other differ. */
export function cookieNames(env: ServerEnv): { access: string; refresh: string } {
  const prefix = env.publicScheme === "https" ? "__Host-" : "";
  const suffix = env.portOffset === "0" ? "" : `_${env.portOffset}`;
  return { access: `${prefix}dropwright_access${suffix}`, refresh: `${prefix}dropwright_refresh${suffix}` };
}

function serialize(name: string, value: string, maxAge: number, secure: boolean): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAge}`, "HttpOnly", "SameSite=Lax"];
  if (secure) parts.push("Secure");
  return parts.join("; ");
}

/** Returns the Set-Cookie values that keep a pair. Both live as long as the refresh token. */
export function cookiesKeeping(pair: TokenPair, env: ServerEnv, now: number = Date.now()): string[] {
  const expiry = expiryOf(pair.refresh);
  const maxAge = expiry === null ? FALLBACK_MAX_AGE : Math.max(0, Math.floor(expiry - now / 1000));
  const names = cookieNames(env);
  const secure = env.publicScheme === "https";
  return [
    serialize(names.access, pair.access, maxAge, secure),
    serialize(names.refresh, pair.refresh, maxAge, secure),
  ];
}

/** Returns the Set-Cookie values that forget the session. */
export function cookiesForgetting(env: ServerEnv): string[] {
  const names = cookieNames(env);
  const secure = env.publicScheme === "https";
  return [serialize(names.access, "", 0, secure), serialize(names.refresh, "", 0, secure)];
}

/** Reads the session out of a Cookie header; absent parts are null. */
export function tokensIn(header: string | null, env: ServerEnv): { access: string | null; refresh: string | null } {
  const names = cookieNames(env);
  const found = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const cut = part.indexOf("=");
    if (cut > 0) found.set(part.slice(0, cut).trim(), part.slice(cut + 1).trim());
  }
  return { access: found.get(names.access) || null, refresh: found.get(names.refresh) || null };
}
