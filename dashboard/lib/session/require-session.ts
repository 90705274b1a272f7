import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { serverEnv } from "@/lib/env";
import { endsWithin } from "@/lib/session/jwt";
import { cookieNames } from "@/lib/session/tokens";

/** True when the browser carries a session that has not run out. The APIs check it for real on each call. */
export async function hasSession(): Promise<boolean> {
  const refresh = (await cookies()).get(cookieNames(serverEnv()).refresh)?.value;
  return refresh !== undefined && refresh !== "" && !endsWithin(refresh, 0);
}

/** Sends a visitor without session to the sign-in page, and back to `path` afterwards. Call it in every page. */
export async function requireSession(path: string): Promise<void> {
  if (!(await hasSession())) redirect(`/login?next=${encodeURIComponent(path)}`);
}
