/**
 * Reads the expiry of a token without verifying it: the APIs verify, this server only decides
 * whether asking for a new one is worth it. Returns seconds since the epoch, or null.
 */
export function expiryOf(token: string): number | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null || !("exp" in claims)) return null;
    return typeof claims.exp === "number" ? claims.exp : null;
  } catch {
    return null;
  }
}

/** True when the token is known to end within `seconds`. A token without expiry is left to the APIs. */
export function endsWithin(token: string, seconds: number, now: number = Date.now()): boolean {
  const expiry = expiryOf(token);
  return expiry !== null && expiry * 1000 - now < seconds * 1000;
}
