export const dynamic = "force-dynamic";

/** Alive: answers without asking anything else. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
}
