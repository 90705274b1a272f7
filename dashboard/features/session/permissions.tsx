"use client";

import { Eye } from "lucide-react";
import { createContext, useContext, type ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { useMember } from "@/features/session/store-context";

/** Says what the member may do at the current merchant. The API decides; this only spares people a refusal. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useMember();
  return (permission) => permissions.includes(permission);
}

/** The open merchant's id; a store's pages always have one. */
export function useMerchantId(): string {
  const { merchant } = useMember();
  if (merchant === null) throw new Error("A store belongs to a merchant.");
  return merchant.id;
}

/** What only some may use: others do not see it. */
export function IfCan({ permission, children }: { permission: string; children: ReactNode }) {
  return useCan()(permission) ? children : null;
}

const Fenced = createContext(false);

/** Whether a fence around says "look only": for what a disabled fieldset does not reach, such as a text editor. */
export function useIsFenced(): boolean {
  return useContext(Fenced);
}

type FenceProps = { permission: string; className?: string; children: ReactNode };

/** A form that others may read: every control in it is switched off for them, and they are told why. */
export function WriteFence({ permission, className = "contents", children }: FenceProps) {
  const can = useCan()(permission);
  if (can) return children;
  return (
    <>
      <Notice icon={Eye} className="mb-5">You can look at this, but your role does not let you change it.</Notice>
      <fieldset disabled className={className}><Fenced value={true}>{children}</Fenced></fieldset>
    </>
  );
}
