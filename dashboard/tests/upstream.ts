import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerEnv } from "@/lib/env";

export type Upstream = { url: string; seen: IncomingMessage[]; bodies: string[]; close: () => Promise<void> };
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Starts a real HTTP server that remembers what it was asked. */
export async function startUpstream(answer: Answer): Promise<Upstream> {
  const seen: IncomingMessage[] = [];
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      seen.push(request);
      bodies.push(body);
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    bodies,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

export function token(secondsLeft: number, name = ""): string {
  const claims = { exp: Math.floor(Date.now() / 1000) + secondsLeft, name };
  return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sign${name}`;
}

export function envWith(core: string, automation = core): ServerEnv {
  return {
    coreUrl: core,
    automationUrl: automation,
    proxySecret: "proxy-secret",
    publicScheme: "http",
    baseDomain: "localhost",
    publicPort: "8000",
    dashboardOrigin: "http://localhost:3000",
    portOffset: "0",
  };
}

export function browserRequest(path: string, init: RequestInit & { cookie?: string; duplex?: "half" } = {}): Request {
  const { cookie, ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set("host", "localhost:3000");
  headers.set("x-forwarded-for", "203.0.113.9");
  if (!headers.has("origin")) headers.set("origin", "http://localhost:3000");
  if (cookie !== undefined) headers.set("cookie", cookie);
  return new Request(`http://localhost:3000${path}`, { ...rest, headers });
}

export function sendJson(response: ServerResponse, status: number, data: unknown, headers: Record<string, string> = {}): void {
  const body = status < 400 ? { data, error: null } : { data: null, error: data };
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}
