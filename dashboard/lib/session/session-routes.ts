import { z } from "zod";
import type { ServerEnv } from "@/lib/env";
import { refusal, tokenPairSchema } from "@/lib/session/envelope";
import { endsWithin } from "@/lib/session/jwt";
import { isSameOrigin } from "@/lib/session/origin";
import { forgetRefresh } from "@/lib/session/refresh";
import { renew } from "@/lib/session/rotate";
import { cookiesForgetting, cookiesKeeping, tokensIn } from "@/lib/session/tokens";
import { askCore } from "@/lib/session/upstream";

/** The auth endpoints whose answers hold tokens. They end here; the browser's scripts never see a token. */
const PATHS = new Map([
  ["login", "auth/login"],
  ["two-factor", "auth/login/two-factor"],
  ["invitation", "invitations/accept"],
  ["invitation-register", "invitations/register"],
  ["register", "auth/register"],
  ["merchant", "auth/switch-merchant"],
  ["password", "auth/password/change"],
]);
const NEEDS_SESSION = new Set(["merchant", "password", "invitation"]);
const challenge = z.object({ data: z.object({ two_factor_required: z.literal(true) }) });
const withTokens = z.object({ data: z.looseObject(tokenPairSchema.shape) });

function withCookies(body: unknown, status: number, cookies: string[]): Response {
  const response = Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

function away(): Response {
  return refusal(503, "core_away", "The shop system did not answer. Please try again.", { "Retry-After": "3" });
}

async function logout(request: Request, env: ServerEnv): Promise<Response> {
  const { access, refresh } = tokensIn(request.headers.get("cookie"), env);
  if (refresh !== null) {
    forgetRefresh(refresh);
    // The cookies go in any case: a member who leaves must not stay because the core is slow.
    await askCore("auth/logout", { refresh }, request, env, access).catch(() => null);
  }
  return withCookies({ data: {}, error: null }, 200, cookiesForgetting(env));
}

async function refreshNow(request: Request, env: ServerEnv): Promise<Response> {
  const { refresh } = tokensIn(request.headers.get("cookie"), env);
  const outcome = refresh === null ? { kind: "ended" as const } : await renew(refresh, request, env);
  if (outcome.kind === "renewed") return withCookies({ data: {}, error: null }, 200, cookiesKeeping(outcome.pair, env));
  if (outcome.kind === "away") return away();
  const gone = refusal(401, "token_invalid", "Your session has ended. Please sign in again.");
  for (const cookie of cookiesForgetting(env)) gone.headers.append("Set-Cookie", cookie);
  return gone;
}

type Caller = { access: string | null; cookies: string[] };

async function currentCaller(request: Request, env: ServerEnv): Promise<Caller> {
  const { access, refresh } = tokensIn(request.headers.get("cookie"), env);
  if (refresh === null || (access !== null && !endsWithin(access, 5))) return { access, cookies: [] };
  const outcome = await renew(refresh, request, env);
  if (outcome.kind !== "renewed") return { access: null, cookies: [] };
  // The old refresh token is spent: the new pair must reach the browser even if the call itself is refused.
  return { access: outcome.pair.access, cookies: cookiesKeeping(outcome.pair, env) };
}

async function refused(upstream: Response, cookies: string[]): Promise<Response> {
  const headers = new Headers({ "Content-Type": "application/json", "Cache-Control": "no-store" });
  const retryAfter = upstream.headers.get("retry-after");
  if (retryAfter !== null) headers.set("Retry-After", retryAfter);
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return new Response(await upstream.text(), { status: upstream.status, headers });
}

async function takeTokens(path: string, needsSession: boolean, request: Request, env: ServerEnv): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  const caller = needsSession ? await currentCaller(request, env) : { access: null, cookies: [] };
  const upstream = await askCore(path, body, request, env, caller.access);
  if (!upstream.ok) return refused(upstream, caller.cookies);
  const answer: unknown = await upstream.json();
  // The password was right, but a code is still to come: there is nothing to keep yet.
  if (challenge.safeParse(answer).success) return withCookies(answer, upstream.status, caller.cookies);
  const { access, refresh, ...data } = withTokens.parse(answer).data;
  return withCookies({ data, error: null }, upstream.status, cookiesKeeping({ access, refresh }, env));
}

/** Answers `POST /api/session/<action>`: login, two-factor, register, invitation…, refresh, logout, merchant, password. */
export async function sessionAnswer(action: string, request: Request, env: ServerEnv): Promise<Response> {
  if (!isSameOrigin(request, env)) return refusal(403, "cross_origin", "This request did not come from the dashboard.");
  if (Number(request.headers.get("content-length") ?? "0") > 64 * 1024) {
    return refusal(413, "body_too_large", "The request body is too large.");
  }
  if (action === "logout") return logout(request, env);
  if (action === "refresh") return refreshNow(request, env);
  const path = PATHS.get(action);
  if (path === undefined) return refusal(404, "not_found", "There is nothing at this address.");
  try {
    return await takeTokens(path, NEEDS_SESSION.has(action), request, env);
  } catch {
    return away();
  }
}
