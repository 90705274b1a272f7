"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useFulfil } from "@/features/orders/order-api";
import { useStore } from "@/features/session/store-context";
import { useIdempotencyKey } from "@/lib/api/idempotency";
import type { Order } from "@/lib/api/types";

type NumberDraft = { number: string; carrier: string };

/** Notes pieces of an order as sent, with any number of tracking numbers. */
export function FulfilDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const store = useStore();
  const fulfil = useFulfil(store.id, order.id);
  const idempotency = useIdempotencyKey();
  const open = order.lines.filter((line) => line.unfulfilled_quantity > 0);
  const [counts, setCounts] = useState<Record<string, number>>(() => Object.fromEntries(open.map((line) => [line.id, line.unfulfilled_quantity])));
  const [numbers, setNumbers] = useState<NumberDraft[]>([{ number: "", carrier: "" }]);
  const [isNotified, setNotified] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const set = (place: number, change: Partial<NumberDraft>) => setNumbers(numbers.map((item, index) => (index === place ? { ...item, ...change } : item)));
  function send() {
    setError(null);
    const body = {
      lines: Object.entries(counts).filter(([, quantity]) => quantity > 0).map(([order_line_id, quantity]) => ({ order_line_id, quantity })),
      tracking_numbers: numbers.filter(({ number }) => number.trim() !== "").map(({ number, carrier }) => ({ number: number.trim(), carrier: carrier.trim(), url: "" })),
      is_notified: isNotified,
    };
    fulfil.mutate({ body, key: idempotency.keyFor(body) }, {
      onSuccess: () => { idempotency.settle(); toast.success("The parcel is noted."); onClose(); },
      onError: (refusal) => setError(placeErrors(refusal, []).form),
    });
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}
      title="Fulfil items"
      footer={<><Button variant="ghost" onClick={onClose}>Cancel</Button><Button variant="primary" isBusy={fulfil.isPending} onClick={send}>Mark as sent</Button></>}
    >
      <div className="space-y-5">
        <FormError message={error} />
        <ul className="space-y-3">
          {open.map((line) => (
            <li key={line.id} className="flex items-center gap-3 text-sm">
              <span className="min-w-0 flex-1"><span className="block font-medium break-words">{line.title}</span><span className="block text-xs text-ink-faint">{line.variant_title}</span></span>
              <Input type="number" min={0} max={line.unfulfilled_quantity} className="w-20 text-right" aria-label={`Pieces of ${line.title}`} value={counts[line.id] ?? 0} onChange={(event) => setCounts({ ...counts, [line.id]: Math.max(0, Math.min(line.unfulfilled_quantity, Number(event.target.value) || 0)) })} />
              <span className="text-ink-faint">of {line.unfulfilled_quantity}</span>
            </li>
          ))}
        </ul>
        <div className="space-y-2">
          {numbers.map((item, place) => (
            <div key={place} className="grid grid-cols-[1fr_8rem_auto] items-end gap-2">
              <Field label="Tracking number" isOptional isLabelHidden={place > 0}>{(control) => <Input {...control} value={item.number} maxLength={80} onChange={(event) => set(place, { number: event.target.value })} />}</Field>
              <Field label="Carrier" isLabelHidden={place > 0}>{(control) => <Input {...control} value={item.carrier} maxLength={60} onChange={(event) => set(place, { carrier: event.target.value })} />}</Field>
              <Button variant="ghost" size="icon" aria-label="Remove number" onClick={() => setNumbers(numbers.filter((_, index) => index !== place))}><Trash2 /></Button>
            </div>
          ))}
          <Button size="sm" onClick={() => setNumbers([...numbers, { number: "", carrier: "" }])}><Plus />Add a number</Button>
        </div>
        <label className="flex items-center gap-2 text-sm"><input type="checkbox" className="size-4 accent-pine" checked={isNotified} onChange={(event) => setNotified(event.target.checked)} />Tell the customer by mail</label>
      </div>
    </Dialog>
  );
}
