import { afterEach, describe, expect, it, vi } from "vitest";
import { automation, core, dataOf, done, pageOf } from "@/lib/api/client";
import { type ApiError } from "@/lib/api/errors";

const calls: Request[] = [];

function answerWith(make: () => Response | Promise<Response>): void {
  calls.length = 0;
  vi.stubGlobal("fetch", (request: Request) => {
    calls.push(request);
    return Promise.resolve().then(make);
  });
}

afterEach(() => vi.unstubAllGlobals());

const path = { store_id: "s1" };

describe("the way of a call", () => {
  it("goes through this server's doors, with and without parts in its path", async () => {
    answerWith(() => Response.json({ data: {}, error: null }));
    await dataOf(core.GET("/api/v1/auth/me"));
    await dataOf(core.GET("/api/v1/stores/{store_id}", { params: { path: { store_id: "a/b" } } }));
    await dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports/preview", { params: { path }, body: { source: { kind: "product_page" } } }));
    expect(calls.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      "GET /api/core/auth/me",
      "GET /api/core/stores/a%2Fb",
      "POST /api/automation/stores/s1/imports/preview",
    ]);
  });

  it("leaves out filters that are not set", async () => {
    answerWith(() => Response.json({ data: [], error: null, total: 0, page: 1, per_page: 20 }));
    const query = { search: "", status: "ACTIVE" as const, page: 2 };
    const page = await pageOf(core.GET("/api/v1/stores/{store_id}/products", { params: { path, query } }));
    expect(new URL(calls[0]?.url ?? "").search).toBe("?status=ACTIVE&page=2");
    expect(page).toEqual({ rows: [], total: 0, page: 1, perPage: 20 });
  });
});

describe("what a failed call throws", () => {
  const failure = async () => (await dataOf(core.GET("/api/v1/auth/me")).catch((error: unknown) => error)) as ApiError;

  it("carries code, fields, wait and reference", async () => {
    const body = { data: null, error: { code: "validation_error", message: "Look.", fields: { "a.b": ["No."] }, request_id: "r1" } };
    answerWith(() => Response.json(body, { status: 400, headers: { "Retry-After": "7" } }));
    const { status, code, message, fields, retryAfter, requestId } = await failure();
    expect({ status, code, message, fields, retryAfter, requestId }).toEqual({
      status: 400, code: "validation_error", message: "Look.", fields: { "a.b": ["No."] }, retryAfter: 7, requestId: "r1",
    });
  });

  it("says so when there is no connection or no usable answer", async () => {
    answerWith(() => Promise.reject(new TypeError("failed")));
    expect((await failure()).code).toBe("offline");
    answerWith(() => new Response("<html>", { status: 502 }));
    expect(await failure()).toMatchObject({ code: "unreadable", status: 502 });
  });

  it("takes an empty 204 for success", async () => {
    answerWith(() => new Response(null, { status: 204 }));
    const params = { path: { ...path, product_id: "p1" } };
    await expect(done(core.DELETE("/api/v1/stores/{store_id}/products/{product_id}", { params }))).resolves.toBeUndefined();
  });
});
