import createClient from "openapi-fetch";
import { z } from "zod";
import type { paths as AutomationPaths } from "@/lib/api/automation";
import type { paths as CorePaths } from "@/lib/api/core";
import { ApiError } from "@/lib/api/errors";
import type { Page } from "@/lib/api/types";

const failureSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.array(z.string())).optional(),
    request_id: z.string().nullish(),
  }),
});

function failureOf(response: Response, body: unknown): ApiError {
  const retry = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry : null;
  const parsed = failureSchema.safeParse(body);
  if (!parsed.success) {
    const message = response.status === 413 ? "That is too large to send." : "The server gave no usable answer.";
    return new ApiError({ status: response.status, code: "unreadable", message, retryAfter });
  }
  const { code, message, fields, request_id: requestId } = parsed.data.error;
  return new ApiError({ status: response.status, code, message, fields, retryAfter, requestId });
}

/** Sends a request; a lost connection becomes an ApiError, a cancelled one stays what it is. */
async function send(input: Request | string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "offline", message: "No connection. Check your network and try again." });
  }
}

/** Makes requests to an API's paths go to this server's door for it, which adds the session. */
function through(prefix: string, door: string): typeof Request {
  return class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      const isApi = typeof input === "string" && input.startsWith(prefix);
      super(isApi ? new URL(door + input.slice(prefix.length), window.location.origin) : input, init);
    }
  };
}

/** Unset filters and empty ones are not said at all. */
function querySerializer(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  return search.toString();
}

/** The core's API, typed by its OpenAPI file. */
export const core = createClient<CorePaths>({ fetch: send, Request: through("/api/v1", "/api/core"), querySerializer });

/** The API of automation, typed by its OpenAPI file. */
export const automation = createClient<AutomationPaths>({
  fetch: send,
  Request: through("/api/v1/automation", "/api/automation"),
  querySerializer,
});

type Answer<Body> = { data?: Body; error?: unknown; response: Response };

/** Returns an answer's `data`; throws ApiError for every other outcome. */
export async function dataOf<Data>(call: Promise<Answer<{ data: Data }>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw failureOf(response, error);
  return data.data;
}

/** Waits for a call whose answer holds nothing of interest; throws ApiError unless it succeeded. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw failureOf(response, error);
}

type Listed<Row> = { data: Row[]; total: number; page: number; per_page: number };

/** Like `dataOf`, for lists: rows with their paging. */
export async function pageOf<Row>(call: Promise<Answer<Listed<Row>>>): Promise<Page<Row>> {
  const { data: body, error, response } = await call;
  if (!response.ok || body === undefined) throw failureOf(response, error);
  return { rows: body.data, total: body.total, page: body.page, perPage: body.per_page };
}

export type SessionAction = "login" | "two-factor" | "invitation" | "invitation-register" | "register" | "refresh" | "logout" | "merchant" | "password";

/** Calls this server's own session routes, which keep the tokens; `shape` reads the rest of the answer. */
export async function session<Output>(action: SessionAction, body: unknown, shape: z.ZodType<Output>): Promise<Output> {
  const response = await send(`/api/session/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw failureOf(response, answer);
  return shape.parse(z.object({ data: z.unknown() }).parse(answer).data);
}

/** For actions whose answer says no more than that they happened. */
export const nothing = z.unknown();
