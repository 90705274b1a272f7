"use client";

import { ExternalLink, PackageCheck, Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { useParcelChange, type FulfillmentChange } from "@/features/orders/order-api";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { Order } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format/time";

type Parcel = Order["fulfillments"][number];
const STATES: Record<Parcel["state"], { label: string; tone: Tone }> = {
  SHIPPED: { label: "On its way", tone: "info" },
  DELIVERED: { label: "Delivered", tone: "good" },
  CANCELLED: { label: "Taken back", tone: "neutral" },
};

function Numbers({ parcel, isBusy, onSave }: { parcel: Parcel; isBusy: boolean; onSave: (change: FulfillmentChange) => void }) {
  const [edited, setEdited] = useState<Record<string, string> | null>(null);
  if (edited === null) {
    return (
      <ul className="mt-1 space-y-1">
        {parcel.tracking_numbers.map(({ id, carrier, number, url }) => (
          <li key={id}><a href={url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1.5 break-all text-pine hover:underline">{[carrier, number].filter(Boolean).join(" ")}<ExternalLink aria-hidden className="size-3 shrink-0" /></a></li>
        ))}
        {parcel.tracking_numbers.length > 0 && <li><IfCan permission="orders.write"><Button variant="link" size="sm" onClick={() => setEdited({})}><Pencil />Correct a number</Button></IfCan></li>}
      </ul>
    );
  }
  const rows = parcel.tracking_numbers.map(({ id, number, carrier }) => ({ id, carrier, url: "", number: edited[id] ?? number }));
  return (
    <div className="mt-2 space-y-2">
      {rows.map(({ id, number }) => <Input key={id} aria-label="Tracking number" value={number} maxLength={80} onChange={(event) => setEdited({ ...edited, [id]: event.target.value })} />)}
      <div className="flex gap-2"><Button size="sm" variant="primary" isBusy={isBusy} onClick={() => { onSave({ tracking_numbers: rows }); setEdited(null); }}>Save</Button><Button size="sm" variant="ghost" onClick={() => setEdited(null)}>Cancel</Button></div>
    </div>
  );
}

function ParcelRow({ order, parcel }: { order: Order; parcel: Parcel }) {
  const store = useStore();
  const change = useParcelChange(store.id, order.id, parcel.id);
  const titles = new Map(order.lines.map((line) => [line.id, line.title]));
  const { label, tone } = STATES[parcel.state];
  const send = (what: FulfillmentChange | "cancel") => change.mutate(what, { onError: (error) => toast.error(messageOf(error)) });
  return (
    <li className="border-t border-line px-5 py-4 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Parcel {parcel.number}</span>
        <Badge tone={tone} mark={parcel.state === "SHIPPED" ? "ring" : "full"}>{label}</Badge>
        <span className="text-xs text-ink-faint">{formatDateTime(parcel.created_at, store.time_zone)}</span>
      </div>
      <p className="mt-1 text-ink-soft">{parcel.lines.map(({ order_line_id: id, quantity }) => `${quantity} × ${titles.get(id) ?? ""}`).join(", ")}</p>
      <Numbers parcel={parcel} isBusy={change.isPending} onSave={send} />
      {parcel.state === "SHIPPED" && (
        <IfCan permission="orders.write">
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="sm" isBusy={change.isPending} onClick={() => send({ is_delivered: true })}><PackageCheck />Mark as delivered</Button>
            <Button size="sm" variant="ghost" disabled={change.isPending} onClick={() => send("cancel")}><Undo2 />Take back</Button>
          </div>
        </IfCan>
      )}
    </li>
  );
}

/** What was sent, and where it is. */
export function ParcelsCard({ order }: { order: Order }) {
  if (order.fulfillments.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Parcels" className="pb-3.5" />
      <ul>{order.fulfillments.map((parcel) => <ParcelRow key={parcel.id} order={order} parcel={parcel} />)}</ul>
    </Card>
  );
}
