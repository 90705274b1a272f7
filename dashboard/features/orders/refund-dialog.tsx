"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { MoneyInput } from "@/features/forms/money-input";
import { placeErrors } from "@/features/forms/server-errors";
import { refundQuoteQuery, useRefund, type RefundBody } from "@/features/orders/order-api";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { useIdempotencyKey } from "@/lib/api/idempotency";
import type { Order } from "@/lib/api/types";
import { formatMoney, isZero, parseMoney } from "@/lib/format/money";

const REASONS: [NonNullable<RefundBody["reason"]>, string][] = [
  ["REQUESTED_BY_CUSTOMER", "The customer asked for it"],
  ["DAMAGED", "Damaged"],
  ["NOT_DELIVERED", "Never arrived"],
  ["OUT_OF_STOCK", "Out of stock"],
  ["DUPLICATE", "Ordered twice"],
  ["FRAUDULENT", "Fraud"],
  ["OTHER", "Another reason"],
];

function useWish(order: Order) {
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [hasShipping, setShipping] = useState(false);
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState<NonNullable<RefundBody["reason"]>>("REQUESTED_BY_CUSTOMER");
  const [note, setNote] = useState("");
  const [isRestocked, setRestocked] = useState(false);
  const parsed = parseMoney(amount, order.currency);
  const body: RefundBody = {
    lines: Object.entries(counts).filter(([, quantity]) => quantity > 0).map(([order_line_id, quantity]) => ({ order_line_id, quantity })),
    shipping: hasShipping ? order.shipping_refundable : null,
    amount: amount.trim() !== "" && parsed.ok ? { amount: parsed.amount, currency: order.currency } : null,
    reason,
    note,
    is_restocked: isRestocked,
  };
  const isSomething = (body.lines?.length ?? 0) > 0 || hasShipping || body.amount !== null;
  return { counts, setCounts, hasShipping, setShipping, amount, setAmount, reason, setReason, note, setNote, isRestocked, setRestocked, body, isSomething };
}

/** Gives money back by pieces, shipping or a free amount; the sum is counted by the server before it is sent. */
export function RefundDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const store = useStore();
  const wish = useWish(order);
  const refund = useRefund(store.id, order.id);
  const idempotency = useIdempotencyKey();
  const [error, setError] = useState<string | null>(null);
  const quote = useQuery(refundQuoteQuery(store.id, order.id, wish.body, wish.isSomething));
  function send() {
    setError(null);
    refund.mutate({ body: wish.body, key: idempotency.keyFor(wish.body) }, {
      onSuccess: ({ state, amount }) => {
        idempotency.settle();
        toast.success(state === "PENDING" ? `${formatMoney(amount)} is on its way; the provider has not confirmed it yet.` : `${formatMoney(amount)} is refunded.`);
        onClose();
      },
      onError: (refusal) => { idempotency.settle(); setError(placeErrors(refusal, []).form); },
    });
  }
  const sum = quote.data && wish.isSomething ? formatMoney(quote.data.amount) : "";
  const lines = order.lines.filter((line) => line.refunded_quantity < line.quantity);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}
      title="Refund"
      description={`${formatMoney(order.refundable)} of this order can still go back.`}
      footer={<><Button variant="ghost" onClick={onClose}>Cancel</Button><Button variant="danger" isBusy={refund.isPending} disabled={sum === ""} onClick={send}>Refund {sum}</Button></>}
    >
      <div className="space-y-5">
        <FormError message={error ?? (wish.isSomething && quote.error ? messageOf(quote.error) : null)} />
        <ul className="space-y-3">
          {lines.map((line) => {
            const most = line.quantity - line.refunded_quantity;
            return (
              <li key={line.id} className="flex items-center gap-3 text-sm">
                <span className="min-w-0 flex-1"><span className="block font-medium break-words">{line.title}</span><span className="block text-xs text-ink-faint">{line.variant_title}</span></span>
                <Input type="number" min={0} max={most} className="w-20 text-right" aria-label={`Pieces of ${line.title} to refund`} value={wish.counts[line.id] ?? 0} onChange={(event) => wish.setCounts({ ...wish.counts, [line.id]: Math.max(0, Math.min(most, Number(event.target.value) || 0)) })} />
                <span className="text-ink-faint">of {most}</span>
              </li>
            );
          })}
        </ul>
        {!isZero(order.shipping_refundable) && <label className="flex items-center gap-2 text-sm"><input type="checkbox" className="size-4 accent-pine" checked={wish.hasShipping} onChange={(event) => wish.setShipping(event.target.checked)} />Shipping, {formatMoney(order.shipping_refundable)}</label>}
        <Field label="Another amount" isOptional hint="Takes the place of the sum above.">{(control) => <MoneyInput {...control} currency={order.currency} value={wish.amount} onValue={wish.setAmount} />}</Field>
        <Field label="Reason">{(control) => <Select {...control} value={wish.reason} onChange={(event) => wish.setReason(event.target.value as typeof wish.reason)}>{REASONS.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select>}</Field>
        <Field label="Note" isOptional hint="Only you see it.">{(control) => <Textarea {...control} value={wish.note} maxLength={500} onChange={(event) => wish.setNote(event.target.value)} />}</Field>
        <label className="flex items-center gap-2 text-sm"><input type="checkbox" className="size-4 accent-pine" checked={wish.isRestocked} onChange={(event) => wish.setRestocked(event.target.checked)} />Put the pieces back on the shelf</label>
      </div>
    </Dialog>
  );
}
