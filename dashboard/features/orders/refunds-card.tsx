"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useRefundWithdraw } from "@/features/orders/order-api";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { Order } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

type Refund = Order["refunds"][number];
const STATES: Record<Refund["state"], { label: string; tone: Tone }> = {
  PENDING: { label: "On its way", tone: "warn" },
  SUCCEEDED: { label: "Refunded", tone: "good" },
  FAILED: { label: "Failed", tone: "bad" },
};

/** A refund says why it waits; one at Stripe has nothing to say yet. */
function isWaiting({ state, failure }: Refund): boolean {
  return state === "PENDING" && failure !== "";
}

function Withdraw({ order, refund }: { order: Order; refund: Refund }) {
  const store = useStore();
  const [isOpen, setOpen] = useState(false);
  const withdraw = useRefundWithdraw(store.id, order.id, refund.id);
  const confirm = () =>
    withdraw.mutate(undefined, {
      onSuccess: ({ state }) => {
        setOpen(false);
        toast.success(state === "SUCCEEDED" ? "It went out after all: the customer gets the money back." : "Refund withdrawn.");
      },
      onError: (error) => toast.error(messageOf(error)),
    });
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>Withdraw</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={`Withdraw the refund of ${formatMoney(refund.amount)}?`}
        description="Nothing has gone back to the customer. Use this where the Stripe account will not be connected again and you pay the customer back in another way; the amount can then be refunded anew."
        confirmLabel="Withdraw it"
        cancelLabel="Keep it waiting"
        isBusy={withdraw.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

function RefundRow({ order, refund }: { order: Order; refund: Refund }) {
  const { time_zone: timeZone } = useStore();
  const { label, tone } = isWaiting(refund) ? { label: "Waits", tone: "warn" as const } : STATES[refund.state];
  const words = refund.failure || refund.note;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-5 py-3 text-sm">
      <span className="money font-medium">{formatMoney(refund.amount)}</span>
      <Badge tone={tone} mark={refund.state === "PENDING" ? "ring" : "full"}>{label}</Badge>
      <span className="ml-auto text-xs text-ink-faint">{formatDateTime(refund.created_at, timeZone)}</span>
      {words && <span className="w-full text-ink-soft break-words">{words}</span>}
      {isWaiting(refund) && <IfCan permission="orders.refund"><Withdraw order={order} refund={refund} /></IfCan>}
    </li>
  );
}

/** What went back, what is on its way back, and what waits. */
export function RefundsCard({ order }: { order: Order }) {
  if (order.refunds.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Refunds" className="pb-3.5" />
      <ul>{order.refunds.map((refund) => <RefundRow key={refund.id} order={order} refund={refund} />)}</ul>
    </Card>
  );
}
