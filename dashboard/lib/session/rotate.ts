import { z } from "zod";
import type { ServerEnv } from "@/lib/env";
import { tokenPairSchema } from "@/lib/session/envelope";
import { refreshOnce, type RefreshOutcome } from "@/lib/session/refresh";
import { askCore } from "@/lib/session/upstream";

const answerSchema = z.object({ data: tokenPairSchema });

/** Asks the core for a new pair, at most once per refresh token. */
export async function renew(refresh: string, request: Request, env: ServerEnv): Promise<RefreshOutcome> {
  return refreshOnce(refresh, async (token) => {
    const response = await askCore("auth/refresh", { refresh: token }, request, env);
    if (response.status === 401 || response.status === 400) return { kind: "ended" };
    if (!response.ok) return { kind: "away" };
    return { kind: "renewed", pair: answerSchema.parse(await response.json()).data };
  });
}
