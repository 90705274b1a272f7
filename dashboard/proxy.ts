import { NextResponse, type NextRequest } from "next/server";
import { serverEnv } from "@/lib/env";
import { cookieNames } from "@/lib/session/tokens";

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

const OPEN = /^\/(?:login|register|forgot-password|reset-password|verify-email|invitation)$/;

/** The pages check the session themselves; here a visitor without any is sent to sign in before a page is built. */
function signInFirst(request: NextRequest): NextResponse | null {
  const { pathname, search } = request.nextUrl;
  const hasCookie = (request.cookies.get(cookieNames(serverEnv()).refresh)?.value ?? "") !== "";
  if (hasCookie || OPEN.test(pathname)) return null;
  const target = request.nextUrl.clone();
  target.pathname = "/login";
  target.search = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
  return NextResponse.redirect(target);
}

/** Gives each page view a nonce, so that only scripts this server wrote run. */
export function proxy(request: NextRequest): NextResponse {
  const redirected = signInFirst(request);
  if (redirected !== null) return redirected;
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
