import type { ServerEnv } from "@/lib/env";
import { refusal } from "@/lib/session/envelope";
import { endsWithin } from "@/lib/session/jwt";
import { isSameOrigin } from "@/lib/session/origin";
import { renew } from "@/lib/session/rotate";
import { cookiesForgetting, cookiesKeeping, tokensIn, type TokenPair } from "@/lib/session/tokens";
import { identityHeaders, type Service } from "@/lib/session/upstream";

export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
const MAX_JSON_BYTES = 12 * 1024 * 1024;
const ALLOWED: Record<Service, RegExp[]> = {
  core: [/^stores(\/|$)/, /^merchants\//, /^downloads\//, /^auth\/(me|leave-merchant)$/, /^auth\/(two-factor|sessions)(\/[a-z-]+)?$/, /^invitations\/offer$/, /^auth\/verify-email(\/resend)?$/, /^auth\/password\/reset(\/confirm)?$/],
  automation: [/^stores\/[^/]+\/[^/]+/],
};
const PASSED_ON = ["content-type", "retry-after", "x-request-id", "idempotency-replayed", "etag", "content-disposition"];
const SENT_ON = ["content-type", "idempotency-key", "accept-language", "if-match"];
const PATIENCE_MS = 120_000;
const NAMES: Record<Service, string> = { core: "The shop system", automation: "Automation" };

class TooLarge extends Error {}

/** Joins decoded path segments again; null when one could climb or the prefix is not allowed. */
export function upstreamPath(service: Service, segments: string[]): string | null {
  const isStrange = (part: string) => part === "" || part === "." || part === ".." || /[/\\\0]/.test(part);
  if (segments.some(isStrange)) return null;
  const path = segments.map(encodeURIComponent).join("/");
  return ALLOWED[service].some((pattern) => pattern.test(path)) ? path : null;
}

function limited(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > limit) controller.error(new TooLarge());
      else controller.enqueue(chunk);
    },
  });
}

type Body =
  | { kind: "none" }
  | { kind: "bytes"; bytes: ArrayBuffer }
  | { kind: "stream"; stream: ReadableStream; length: string };

async function bodyOf(request: Request): Promise<Body> {
  if (request.body === null || request.method === "GET" || request.method === "HEAD") return { kind: "none" };
  const isUpload = (request.headers.get("content-type") ?? "").startsWith("multipart/form-data");
  const limit = isUpload ? MAX_UPLOAD_BYTES : MAX_JSON_BYTES;
  const length = request.headers.get("content-length");
  if (Number(length ?? "0") > limit) throw new TooLarge();
  const stream = request.body.pipeThrough(limited(limit));
  // Django reads no body whose length it was not told, so an upload without one cannot be streamed on.
  if (isUpload && length !== null) return { kind: "stream", stream, length };
  return { kind: "bytes", bytes: await new Response(stream).arrayBuffer() };
}

/** Finds TooLarge under the errors fetch wraps around a failed body. */
function isTooLarge(error: unknown): boolean {
  if (error instanceof TooLarge) return true;
  return error instanceof Error && error.cause !== undefined && isTooLarge(error.cause);
}

type Call = { service: Service; path: string; request: Request; env: ServerEnv; body: Body; patience: number };

const isDownload = (path: string) => path.startsWith("downloads/");

/** Everything ends in time but the body of a download, which takes as long as the file is large. */
async function fetchWithin({ path, request, patience }: Call, url: string, init: RequestInit): Promise<Response> {
  if (!isDownload(path)) return fetch(url, { ...init, signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([request.signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

async function send(call: Call, access: string | null): Promise<Response> {
  const { service, path, request, env, body } = call;
  const headers = identityHeaders(service, request, env);
  for (const name of SENT_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (access !== null) headers.set("Authorization", `Bearer ${access}`);
  const base = service === "core" ? `${env.coreUrl}/api/v1` : `${env.automationUrl}/api/v1/automation`;
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers,
    redirect: "manual",
    cache: "no-store",
  };
  if (body.kind === "bytes") init.body = body.bytes;
  if (body.kind === "stream") {
    init.body = body.stream;
    headers.set("Content-Length", body.length);
    init.duplex = "half";
  }
  return fetchWithin(call, `${base}/${path}${new URL(request.url).search}`, init);
}

function answer({ path, env }: Call, upstream: Response, pair: TokenPair | null, hasEnded: boolean): Response {
  const headers = new Headers({ "Cache-Control": "no-store" });
  // The browser shows how much is left, and knows a file that was cut off. Unpacked on the way, it is another length.
  const length = upstream.headers.get("content-length");
  if (isDownload(path) && length !== null && !upstream.headers.has("content-encoding")) headers.set("content-length", length);
  for (const name of PASSED_ON) {
    const value = upstream.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const cookies = pair !== null ? cookiesKeeping(pair, env) : hasEnded ? cookiesForgetting(env) : [];
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  const hasBody = upstream.status !== 204 && upstream.status !== 304;
  return new Response(hasBody ? upstream.body : null, { status: upstream.status, headers });
}

/**
 * Sends a browser's request on to an API with the session's token.
 *
 * A token that is about to end is renewed first, and a 401 renews once and repeats the call; uploads
 * stream and cannot repeat, so they only get the first. Status, body and Retry-After pass unchanged.
 */
export async function forward(service: Service, segments: string[], request: Request, env: ServerEnv, patience = PATIENCE_MS): Promise<Response> {
  const path = upstreamPath(service, segments);
  if (path === null) return refusal(404, "not_found", "There is nothing at this address.");
  if (!isSameOrigin(request, env)) return refusal(403, "cross_origin", "This request did not come from the dashboard.");
  try {
    return await forwardAllowed({ service, path, request, env, body: await bodyOf(request), patience });
  } catch (error) {
    if (isTooLarge(error)) return refusal(413, "body_too_large", "That is more than 25 MB. Please send a smaller file.");
    if (request.signal.aborted) return refusal(499, "cancelled", "The request was cancelled.");
    return refusal(503, `${service}_away`, `${NAMES[service]} did not answer. Please try again.`, { "Retry-After": "3" });
  }
}

async function forwardAllowed(call: Call): Promise<Response> {
  const { request, env, body } = call;
  const { access, refresh } = tokensIn(request.headers.get("cookie"), env);
  let token = access;
  let pair: TokenPair | null = null;
  const margin = body.kind === "stream" ? 90 : 5;
  if (refresh !== null && (token === null || endsWithin(token, margin))) {
    const outcome = await renew(refresh, request, env);
    if (outcome.kind === "renewed") ({ access: token } = pair = outcome.pair);
    else if (outcome.kind === "ended") token = null;
  }
  let upstream = await send(call, token);
  if (upstream.status !== 401) return answer(call, upstream, pair, false);
  const hasFailed = pair !== null || refresh === null || body.kind === "stream";
  if (hasFailed) return answer(call, upstream, pair, false);
  const outcome = await renew(refresh, request, env);
  if (outcome.kind === "ended") return answer(call, upstream, null, true);
  if (outcome.kind === "away") return refusal(503, "core_away", "The shop system did not answer. Please try again.", { "Retry-After": "3" });
  await upstream.body?.cancel();
  upstream = await send(call, outcome.pair.access);
  return answer(call, upstream, outcome.pair, false);
}
