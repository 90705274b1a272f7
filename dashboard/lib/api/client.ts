import { z } from "zod";
import { ApiError } from "@/lib/api/errors";
import type { Page } from "@/lib/api/types";

export type Door = "core" | "automation" | "session";
export type Query = Record<string, string | number | undefined>;
type Call = {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  form?: FormData;
  query?: Query;
  signal?: AbortSignal;
  idempotencyKey?: string;
};

const failureSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.array(z.string())).optional(),
    request_id: z.string().nullish(),
  }),
});
const envelopeSchema = z.looseObject({
  data: z.unknown(),
  total: z.number().optional(),
  page: z.number().optional(),
  per_page: z.number().optional(),
});

function address(door: Door, path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `/api/${door}/${path}${text === "" ? "" : `?${text}`}`;
}

async function failureOf(response: Response): Promise<ApiError> {
  const retry = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry : null;
  const parsed = failureSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    const message = response.status === 413 ? "That is too large to send." : "The server gave no usable answer.";
    return new ApiError({ status: response.status, code: "unreadable", message, retryAfter });
  }
  const { code, message, fields, request_id: requestId } = parsed.data.error;
  return new ApiError({ status: response.status, code, message, fields, retryAfter, requestId });
}

async function answerTo(door: Door, path: string, call: Call): Promise<z.infer<typeof envelopeSchema>> {
  const headers = new Headers({ Accept: "application/json" });
  if (call.idempotencyKey !== undefined) headers.set("Idempotency-Key", call.idempotencyKey);
  if (call.body !== undefined) headers.set("Content-Type", "application/json");
  const response = await fetch(address(door, path, call.query), {
    method: call.method ?? "GET",
    headers,
    body: call.form ?? (call.body === undefined ? null : JSON.stringify(call.body)),
    signal: call.signal ?? null,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "offline", message: "No connection. Check your network and try again." });
  });
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return { data: {} };
  return envelopeSchema.parse(await response.json());
}

/** Calls an API through this server and returns `data`; throws ApiError for every other outcome. */
export async function call<Data>(door: Door, path: string, options: Call = {}): Promise<Data> {
  return (await answerTo(door, path, options)).data as Data;
}

/** Like `call`, for lists: rows with their paging. */
export async function callPage<Row>(door: Door, path: string, options: Call = {}): Promise<Page<Row>> {
  const { data, total, page, per_page: perPage } = await answerTo(door, path, options);
  const rows = data as Row[];
  return { rows, total: total ?? rows.length, page: page ?? 1, perPage: perPage ?? rows.length };
}
