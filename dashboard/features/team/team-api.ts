import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMerchantId } from "@/features/session/permissions";
import { meQuery } from "@/features/session/session-api";
import { core, dataOf, done, pageOf } from "@/lib/api/client";
import type { InvitationInput, Role } from "@/lib/api/types";

const teamKey = (merchantId: string) => ["merchant", merchantId, "team"] as const;
const MANY = { per_page: 100 };

export function membersQuery(merchantId: string, page: number) {
  return queryOptions({
    queryKey: [...teamKey(merchantId), "members", page],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/merchants/{merchant_id}/members", { params: { path: { merchant_id: merchantId }, query: { page, per_page: 50 } }, signal })),
  });
}

export function invitationsQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...teamKey(merchantId), "invitations"],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/merchants/{merchant_id}/invitations", { params: { path: { merchant_id: merchantId }, query: MANY }, signal })),
  });
}

export function rolesQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...teamKey(merchantId), "roles"],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/merchants/{merchant_id}/roles", { params: { path: { merchant_id: merchantId }, query: MANY }, signal })),
  });
}

export function policyQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...teamKey(merchantId), "policy"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/merchants/{merchant_id}/team-policy", { params: { path: { merchant_id: merchantId } }, signal })),
  });
}

/** A change to the team: whatever came of it, the lists and one's own rights are read anew. */
function useTeamChange<Input, Output>(change: (merchantId: string, input: Input) => Promise<Output>) {
  const client = useQueryClient();
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: (input: Input) => change(merchantId, input),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: teamKey(merchantId) });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}

export type Grant = { role: Role; custom_role_id: string | null };

export const useInvite = () =>
  useTeamChange((merchantId, body: InvitationInput) =>
    dataOf(core.POST("/api/v1/merchants/{merchant_id}/invitations", { params: { path: { merchant_id: merchantId } }, body })),
  );

export const useInvitationResend = () =>
  useTeamChange((merchantId, id: string) =>
    done(core.POST("/api/v1/merchants/{merchant_id}/invitations/{invitation_id}/resend", { params: { path: { merchant_id: merchantId, invitation_id: id } } })),
  );

export const useInvitationRevoke = () =>
  useTeamChange((merchantId, id: string) =>
    done(core.POST("/api/v1/merchants/{merchant_id}/invitations/{invitation_id}/revoke", { params: { path: { merchant_id: merchantId, invitation_id: id } } })),
  );

export const useRoleGive = () =>
  useTeamChange((merchantId, { memberId, grant }: { memberId: string; grant: Grant }) =>
    dataOf(core.PATCH("/api/v1/merchants/{merchant_id}/members/{member_id}", { params: { path: { merchant_id: merchantId, member_id: memberId } }, body: grant })),
  );

export const useMemberRemove = () =>
  useTeamChange((merchantId, id: string) =>
    done(core.DELETE("/api/v1/merchants/{merchant_id}/members/{member_id}", { params: { path: { merchant_id: merchantId, member_id: id } } })),
  );

export const useOwnershipTransfer = () =>
  useTeamChange((merchantId, body: { member_id: string; password: string }) =>
    dataOf(core.POST("/api/v1/merchants/{merchant_id}/transfer-ownership", { params: { path: { merchant_id: merchantId } }, body })),
  );

export const usePolicyChange = () =>
  useTeamChange((merchantId, isRequired: boolean) =>
    dataOf(core.PATCH("/api/v1/merchants/{merchant_id}/team-policy", { params: { path: { merchant_id: merchantId } }, body: { is_two_factor_required: isRequired } })),
  );

type RoleBody = { name: string; permissions: string[] };

export const useRoleSave = () =>
  useTeamChange((merchantId, { id, body }: { id: string | null; body: RoleBody }) =>
    id === null
      ? dataOf(core.POST("/api/v1/merchants/{merchant_id}/roles", { params: { path: { merchant_id: merchantId } }, body }))
      : dataOf(core.PATCH("/api/v1/merchants/{merchant_id}/roles/{role_id}", { params: { path: { merchant_id: merchantId, role_id: id } }, body })),
  );

export const useRoleDelete = () =>
  useTeamChange((merchantId, id: string) =>
    done(core.DELETE("/api/v1/merchants/{merchant_id}/roles/{role_id}", { params: { path: { merchant_id: merchantId, role_id: id } } })),
  );

/** Ends one's own membership, then starts over: the store that is open may be out of reach. */
export function useLeaveMerchant() {
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: () => done(core.POST("/api/v1/auth/leave-merchant", { body: { merchant_id: merchantId } })),
    onSuccess: () => window.location.assign("/"),
  });
}
