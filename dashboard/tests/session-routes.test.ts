// @vitest-environment node
import { afterEach, describe, expect, it } from "vitest";
import { serverEnv } from "@/lib/env";
import { sessionAnswer } from "@/lib/session/session-routes";
import { cookieNames, cookiesKeeping } from "@/lib/session/tokens";
import { browserRequest, envWith, sendJson, startUpstream, token, type Upstream } from "./upstream";

let upstream: Upstream | undefined;
afterEach(() => upstream?.close());

const post = (body: unknown, cookie?: string) =>
  browserRequest("/api/session/x", { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, ...(cookie ? { cookie } : {}) });

describe("signing in", () => {
  it("keeps both tokens in HttpOnly cookies and out of the answer", async () => {
    const access = token(300, "a");
    const refresh = token(9000, "r");
    upstream = await startUpstream((_, response) => sendJson(response, 200, { user: { id: "u" }, access, refresh }));
    const answer = await sessionAnswer("login", post({ email: "a@b.c", password: "p" }), envWith(upstream.url));
    const text = await answer.text();
    expect(JSON.parse(text)).toEqual({ data: { user: { id: "u" } }, error: null });
    expect(text).not.toContain(access);
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  });

  it("hands on a challenge when a code is still to come, and keeps nothing", async () => {
    const body = { two_factor_required: true, challenge: "c", expires_in: 300 };
    upstream = await startUpstream((_, response) => sendJson(response, 200, body));
    const answer = await sessionAnswer("login", post({ email: "a@b.c", password: "p" }), envWith(upstream.url));
    expect(await answer.json()).toMatchObject({ data: body });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("passes a refusal on without cookies", async () => {
    upstream = await startUpstream((_, response) => sendJson(response, 401, { code: "invalid_credentials", message: "No." }));
    const answer = await sessionAnswer("login", post({}), envWith(upstream.url));
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
  });

  it("refuses a foreign page and an unknown action", async () => {
    const env = envWith("http://127.0.0.1:1");
    const foreign = browserRequest("/x", { method: "POST", body: "{}", headers: { origin: "http://evil.example" } });
    expect((await sessionAnswer("login", foreign, env)).status).toBe(403);
    expect((await sessionAnswer("toString", post({}), env)).status).toBe(404);
  });
});

describe("leaving", () => {
  it("clears the cookies even when the core is away", async () => {
    const cookie = `dropwright_refresh=${token(9000)}`;
    const answer = await sessionAnswer("logout", post({}, cookie), envWith("http://127.0.0.1:1"));
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().every((line) => line.includes("Max-Age=0"))).toBe(true);
  });
});

describe("changing the password", () => {
  it("hands over the renewed pair even if the change itself is refused", async () => {
    upstream = await startUpstream((request, response) =>
      request.url === "/api/v1/auth/refresh"
        ? sendJson(response, 200, { access: token(300, "n"), refresh: token(9000, "n") })
        : sendJson(response, 400, { code: "validation_error", message: "No.", fields: { current_password: ["Wrong."] } }),
    );
    const cookie = `dropwright_access=${token(-5)}; dropwright_refresh=${token(9000, "password")}`;
    const answer = await sessionAnswer("password", post({ current_password: "x", new_password: "y" }, cookie), envWith(upstream.url));
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toHaveLength(2);
  });
});

describe("cookies", () => {
  it("bind to the host and need TLS in production", () => {
    const env = { ...envWith("http://core"), publicScheme: "https" as const };
    expect(cookieNames(env)).toEqual({ access: "__Host-dropwright_access", refresh: "__Host-dropwright_refresh" });
    for (const cookie of cookiesKeeping({ access: token(1), refresh: token(100) }, env)) {
      expect(cookie).toMatch(/^__Host-dropwright_.*; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/);
      expect(cookie).not.toContain("Domain");
    }
  });

  it("of two checkouts on one host do not meet", () => {
    expect(cookieNames({ ...serverEnv(), portOffset: "100" }).access).toBe("dropwright_access_100");
  });
});
