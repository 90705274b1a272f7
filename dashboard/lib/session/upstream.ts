import { publicBase, type ServerEnv } from "@/lib/env";

export type Service = "core" | "automation";

/** Returns the address of the caller: the entry that the nearest proxy added last. */
export function clientAddress(request: Request): string | null {
  const chain = (request.headers.get("x-forwarded-for") ?? "").split(",");
  return chain.at(-1)?.trim() || null;
}

/** Headers every call carries: who asks, and for the core under which host it is reached. */
export function identityHeaders(service: Service, request: Request, env: ServerEnv): Headers {
  const headers = new Headers({ Accept: "application/json" });
  const address = clientAddress(request);
  if (address !== null) headers.set("X-Forwarded-For", address);
  headers.set("X-Forwarded-Proto", env.publicScheme);
  for (const name of ["user-agent", "x-request-id"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (service === "core") {
    headers.set("X-Forwarded-Host", `api.${publicBase(env)}`);
    headers.set("X-Dropwright-Dashboard", env.proxySecret);
  }
  return headers;
}

/** Calls the core's auth endpoints as JSON; a network failure rejects. */
export async function askCore(
  path: string,
  body: unknown,
  request: Request,
  env: ServerEnv,
  access: string | null = null,
): Promise<Response> {
  const headers = identityHeaders("core", request, env);
  headers.set("Content-Type", "application/json");
  if (access !== null) headers.set("Authorization", `Bearer ${access}`);
  return fetch(`${env.coreUrl}/api/v1/${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(30_000),
  });
}
