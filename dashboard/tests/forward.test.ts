// @vitest-environment node
import { afterEach, describe, expect, it } from "vitest";
import { forward, MAX_UPLOAD_BYTES, upstreamPath } from "@/lib/session/forward";
import { browserRequest, envWith, sendJson, startUpstream, token, type Upstream } from "./upstream";

let upstream: Upstream | undefined;
afterEach(() => upstream?.close());

const ME = ["auth", "me"];
const tick = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A core whose access tokens named "fresh" are good and whose refresh tokens work once. */
async function rotatingCore() {
  const used = new Set<string>();
  return startUpstream((request, response, body) => {
    if (request.url === "/api/v1/auth/refresh") {
      const { refresh } = JSON.parse(body) as { refresh: string };
      if (used.has(refresh)) return sendJson(response, 401, { code: "token_invalid", message: "Reused." });
      used.add(refresh);
      void tick(30).then(() => sendJson(response, 200, { access: token(300, "fresh"), refresh: token(9000, `next-${used.size}`) }));
      return;
    }
    if (request.headers.authorization?.endsWith("signfresh")) return sendJson(response, 200, { ok: true });
    return sendJson(response, 401, { code: "token_invalid", message: "Expired." });
  });
}

const sessionCookie = (access: string, refresh: string) => `dropwright_access=${access}; dropwright_refresh=${refresh}`;
const refreshCalls = (core: Upstream) => core.seen.filter(({ url }) => url === "/api/v1/auth/refresh").length;

describe("one rotation for many requests", () => {
  it("rotates a refresh token once when ten requests find their access token expired", async () => {
    upstream = await rotatingCore();
    const env = envWith(upstream.url);
    const cookie = sessionCookie(token(-60, "old"), token(9000, "ten"));
    const answers = await Promise.all(Array.from({ length: 10 }, () => forward("core", ME, browserRequest("/api/core/auth/me", { cookie }), env)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(refreshCalls(upstream)).toBe(1);
    const cookies = answers.map((answer) => answer.headers.getSetCookie().join());
    expect(new Set(cookies).size).toBe(1);
    expect(cookies[0]).toContain("dropwright_refresh=head.");
  });

  it("serves a late request that still carries the spent token from memory", async () => {
    upstream = await rotatingCore();
    const env = envWith(upstream.url);
    const cookie = sessionCookie(token(-60, "old"), token(9000, "late"));
    const first = await forward("core", ME, browserRequest("/x", { cookie }), env);
    const late = await forward("core", ME, browserRequest("/x", { cookie }), env);
    expect([first.status, late.status]).toEqual([200, 200]);
    expect(refreshCalls(upstream)).toBe(1);
  });

  it("renews and repeats once when the core refuses a token that looked alive", async () => {
    upstream = await rotatingCore();
    const cookie = sessionCookie(token(200, "revoked"), token(9000, "revoked"));
    const request = browserRequest("/x", { method: "PATCH", body: '{"name":"N"}', cookie, headers: { "content-type": "application/json" } });
    const answer = await forward("core", ["stores", "s1"], request, envWith(upstream.url));
    expect(answer.status).toBe(200);
    const calls = upstream.seen.map(({ method, url }) => `${method} ${url}`);
    expect(calls).toEqual(["PATCH /api/v1/stores/s1", "POST /api/v1/auth/refresh", "PATCH /api/v1/stores/s1"]);
    expect(upstream.bodies[2]).toBe('{"name":"N"}');
  });

  it("forgets the cookies and passes the 401 when the refresh token is refused", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 401, { code: "token_invalid", message: "No." }));
    const cookie = sessionCookie(token(200, "dead"), token(9000, "dead"));
    const answer = await forward("core", ME, browserRequest("/x", { cookie }), envWith(upstream.url));
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([
      "dropwright_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      "dropwright_refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
  });

  it("keeps the session when the core cannot be asked for a new token", async () => {
    upstream = await startUpstream((request, response) =>
      request.url === "/api/v1/auth/refresh" ? sendJson(response, 503, { code: "unavailable", message: "Busy." }) : sendJson(response, 401, { code: "token_invalid", message: "No." }),
    );
    const cookie = sessionCookie(token(200, "kept"), token(9000, "kept"));
    const answer = await forward("core", ME, browserRequest("/x", { cookie }), envWith(upstream.url));
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.getSetCookie()]).toEqual([503, "3", []]);
  });
});

describe("what is passed on", () => {
  it("sends token, client address, public host and the proxy's proof to the core", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 200, {}));
    const cookie = `${sessionCookie(token(200, "a"), token(9000, "a"))}; other=1`;
    await forward("core", ["stores", "s1", "products"], browserRequest("/x?page=2&search=a%20b", { cookie, headers: { "user-agent": "Browser/1" } }), envWith(upstream.url));
    const { headers, url } = upstream.seen[0] ?? {};
    expect(url).toBe("/api/v1/stores/s1/products?page=2&search=a%20b");
    expect(headers?.authorization).toMatch(/^Bearer head\./);
    expect(headers?.["x-forwarded-for"]).toBe("203.0.113.9");
    expect(headers?.["x-forwarded-host"]).toBe("api.localhost:8000");
    expect(headers?.["x-dropwright-dashboard"]).toBe("proxy-secret");
    expect(headers?.["user-agent"]).toBe("Browser/1");
    expect(headers?.cookie).toBeUndefined();
  });

  it("keeps the proof from automation", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 200, {}));
    await forward("automation", ["stores", "s1", "imports"], browserRequest("/x"), envWith("http://127.0.0.1:1", upstream.url));
    expect(upstream.seen[0]?.url).toBe("/api/v1/automation/stores/s1/imports");
    expect(upstream.seen[0]?.headers["x-dropwright-dashboard"]).toBeUndefined();
  });

  it("passes status, envelope and Retry-After back unchanged", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 429, { code: "too_many_requests", message: "Slow down." }, { "Retry-After": "17" }));
    const answer = await forward("core", ME, browserRequest("/x"), envWith(upstream.url));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "17"]);
    expect(await answer.json()).toEqual({ data: null, error: { code: "too_many_requests", message: "Slow down." } });
  });

  it("says which service is away", async () => {
    const answer = await forward("automation", ["stores", "s1", "imports"], browserRequest("/x"), envWith("http://127.0.0.1:1"));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: "automation_away" } });
  });
});

describe("what is refused", () => {
  it.each([
    ["http://evil.example", undefined],
    ["null", undefined],
    ["http://localhost:3000.evil.example", undefined],
    ["http://demo.localhost:3000", undefined],
    ["http://localhost:3000", "cross-site"],
  ])("a change from origin %s (%s) never reaches the core", async (origin, site) => {
    upstream = await startUpstream((_, response) => sendJson(response, 200, {}));
    const headers: Record<string, string> = { origin, ...(site ? { "sec-fetch-site": site } : {}) };
    const answer = await forward("core", ["stores"], browserRequest("/x", { method: "POST", body: "{}", headers }), envWith(upstream.url));
    expect(answer.status).toBe(403);
    expect(upstream.seen).toHaveLength(0);
  });

  it.each([
    ["core", ["auth", "login"]],
    ["core", ["auth", "refresh"]],
    ["core", ["schema"]],
    ["core", ["stores", "..", "..", "internal"]],
    ["core", ["stores", "a/../../internal"]],
    ["core", ["storesx"]],
    ["automation", ["schema"]],
    ["automation", ["stores", "s1"]],
  ] as const)("%s %j is not on the list", (service, segments) => {
    expect(upstreamPath(service, [...segments])).toBeNull();
  });

  it("lets no body over the limit through, whatever it claims to be", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 200, {}));
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 40) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const request = browserRequest("/x", { method: "POST", body: endless, duplex: "half", headers: { "content-type": "multipart/form-data; boundary=x" } });
    const answer = await forward("automation", ["stores", "s1", "imports"], request, envWith(upstream.url));
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThanOrEqual(MAX_UPLOAD_BYTES / chunk.byteLength + 3);
    expect(upstream.seen).toHaveLength(0);
  });

  it("streams an upload and renews a token that would end meanwhile before it starts", async () => {
    upstream = await rotatingCore();
    const cookie = sessionCookie(token(60, "old"), token(9000, "upload"));
    const text = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nHandle,Title\r\n--b--\r\n';
    const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": String(text.length) };
    const request = browserRequest("/x", { method: "POST", body: text, cookie, headers });
    const answer = await forward("automation", ["stores", "s1", "imports"], request, envWith(upstream.url));
    expect(answer.status).toBe(200);
    expect(upstream.bodies[1]).toBe(text);
    expect(upstream.seen[1]?.headers["content-length"]).toBe(String(text.length));
    expect(upstream.seen[1]?.headers["transfer-encoding"]).toBeUndefined();
    expect(answer.headers.getSetCookie()).toHaveLength(2);
  });
});

describe("a download", () => {
  const halves = (path: string) =>
    startUpstream((request, response) => {
      if (request.url !== `/api/v1/${path}`) return sendJson(response, 404, {});
      response.writeHead(200, { "content-type": "application/zip", "content-length": "8", "content-disposition": 'attachment; filename="shop.zip"' });
      response.write("four");
      void tick(200).then(() => response.end("more"));
    });

  it("may take longer than any other answer, and says how long it is", async () => {
    upstream = await halves("downloads/abc");
    const answer = await forward("core", ["downloads", "abc"], browserRequest("/api/core/downloads/abc"), envWith(upstream.url), 100);
    expect([answer.headers.get("content-length"), answer.headers.get("content-disposition")]).toEqual(["8", 'attachment; filename="shop.zip"']);
    expect(await answer.text()).toBe("fourmore");
  });

  it("is the only one: anything else is cut off in time", async () => {
    upstream = await halves("auth/me");
    const answer = await forward("core", ME, browserRequest("/api/core/auth/me"), envWith(upstream.url), 100);
    await expect(answer.text()).rejects.toThrow();
  });

  it("that does not begin in time is refused", async () => {
    upstream = await startUpstream((_request, response) => void tick(300).then(() => response.end()));
    const answer = await forward("core", ["downloads", "abc"], browserRequest("/api/core/downloads/abc"), envWith(upstream.url), 100);
    expect(answer.status).toBe(503);
  });
});
