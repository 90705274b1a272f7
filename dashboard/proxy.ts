import { NextResponse, type NextRequest } from "next/server";
import { serverEnv } from "@/lib/env";

function policy(nonce: string): string {
  const isPlain = serverEnv().publicScheme === "http";
  const evaluation = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  const rules = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    // Positions of menus and bars of charts are style attributes, which carry no script.
    "style-src 'self' 'unsafe-inline'",
    // Product pictures lie with the shops and, in previews of imports, with their sources.
    `img-src 'self' data: blob: https:${isPlain ? " http:" : ""}`,
    "font-src 'self'",
    `connect-src 'self'${evaluation === "" ? "" : " ws:"}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return rules.join("; ");
}

/** Gives each page view a nonce, so that only scripts this server wrote run. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const rules = policy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("Content-Security-Policy", rules);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", rules);
  response.headers.set("Cache-Control", "private, no-store");
  return response;
}

export const config = {
  matcher: [{ source: "/((?!api/|healthz|_next/static|_next/image|icon.svg|favicon.ico).*)" }],
};
