import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { meQuery } from "@/features/session/session-api";
import { core, dataOf, done, pageOf } from "@/lib/api/client";

export const sessionsQuery = queryOptions({
  queryKey: ["me", "sessions"],
  queryFn: ({ signal }) => pageOf(core.GET("/api/v1/auth/sessions", { params: { query: { per_page: 100 } }, signal })),
});

export function useSessionEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => done(core.POST("/api/v1/auth/sessions/end", { body: { session_id: sessionId } })),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useOthersEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/auth/sessions/end-others")),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

/** Begins anew with each call: a secret that was not confirmed protects nothing. */
export function useTwoFactorBegin() {
  return useMutation({ mutationFn: () => dataOf(core.POST("/api/v1/auth/two-factor/begin")) });
}

/** `me` is read anew by the caller once the recovery codes were seen: a page that must enrol would close too early. */
export function useTwoFactorConfirm() {
  return useMutation({ mutationFn: (code: string) => dataOf(core.POST("/api/v1/auth/two-factor/confirm", { body: { code } })) });
}

type Proof = { password: string; code: string };

export function useTwoFactorDisable() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (proof: Proof) => done(core.POST("/api/v1/auth/two-factor/disable", { body: proof })),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}

export function useRecoveryCodes() {
  return useMutation({ mutationFn: (proof: Proof) => dataOf(core.POST("/api/v1/auth/two-factor/recovery-codes", { body: proof })) });
}
