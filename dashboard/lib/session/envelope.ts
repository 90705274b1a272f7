import { z } from "zod";

export const tokenPairSchema = z.object({ access: z.string().min(1), refresh: z.string().min(1) });

/** An error answer in the platform's shape, made here when no API could be asked. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body = { data: null, error: { code, message, request_id: null } };
  return Response.json(body, { status, headers: { "Cache-Control": "no-store", ...headers } });
}
