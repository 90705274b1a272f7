"use client";

import { useQuery } from "@tanstack/react-query";
import { Globe, Pencil, Plus, Trash2, Truck } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { shippingQuery, useZoneDelete, type ShippingRate, type ShippingZone } from "@/features/shipping/shipping-api";
import { ZoneDialog } from "@/features/shipping/zone-dialog";
import { messageOf } from "@/lib/api/errors";
import { formatMoney, INTERFACE_LOCALE } from "@/lib/format/money";

function countriesText({ countries, is_rest_of_world: isRest }: ShippingZone): string {
  if (isRest) return "All other countries";
  const names = new Intl.DisplayNames(INTERFACE_LOCALE, { type: "region" });
  const said = countries.slice(0, 8).map((code) => names.of(code) ?? code).join(", ");
  return countries.length > 8 ? `${said} and ${countries.length - 8} more` : said;
}

function rateText({ kind, price, bands, free_over: freeOver }: ShippingRate): string {
  const first = bands[0];
  const base = kind === "FLAT" ? formatMoney(price) : `${first === undefined ? "" : `from ${formatMoney(first.price)} `}by ${kind === "BY_WEIGHT" ? "weight" : "goods"}`;
  return freeOver === null ? base : `${base}, free from ${formatMoney(freeOver)}`;
}

function ZoneCard({ zone, onEdit }: { zone: ShippingZone; onEdit: () => void }) {
  const store = useStore();
  const remove = useZoneDelete(store.id);
  const [isOpen, setOpen] = useState(false);
  return (
    <Card>
      <CardHeader title={zone.name} hint={countriesText(zone)} className="pb-3.5">
        <IfCan permission="store.write">
          <span className="flex gap-1">
            <Button variant="ghost" size="icon-sm" aria-label={`Change ${zone.name}`} onClick={onEdit}><Pencil /></Button>
            <Button variant="ghost" size="icon-sm" aria-label={`Delete ${zone.name}`} onClick={() => setOpen(true)}><Trash2 /></Button>
          </span>
        </IfCan>
      </CardHeader>
      <ul>
        {zone.rates.map((rate) => (
          <li key={rate.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-5 py-3 text-sm">
            <span className="flex-1 font-medium break-words">{rate.name}</span>
            {!rate.is_active && <Badge>Off</Badge>}
            <span className="money text-ink-soft">{rateText(rate)}</span>
          </li>
        ))}
        {zone.rates.every(({ is_active: isActive }) => !isActive) && <li className="border-t border-line px-5 py-3 text-sm text-danger">No rate is offered: nothing is delivered there.</li>}
      </ul>
      <ConfirmDialog isOpen={isOpen} onOpenChange={setOpen} title={`Delete ${zone.name}?`} description="Its countries then belong to the rest of the world, if you deliver there." confirmLabel="Delete" isDangerous isBusy={remove.isPending} onConfirm={() => remove.mutate(zone.id, { onError: (error) => toast.error(messageOf(error)) })} />
    </Card>
  );
}

export function ShippingSettings() {
  const store = useStore();
  const zones = useQuery(shippingQuery(store.id));
  const [edited, setEdited] = useState<ShippingZone | "new" | null>(null);
  const add = <IfCan permission="store.write"><Button variant="primary" onClick={() => setEdited("new")}><Plus />Add a zone</Button></IfCan>;
  if (zones.isPending) return <div className="max-w-3xl space-y-5"><CardSkeleton /><CardSkeleton /></div>;
  if (zones.isError) return <ErrorState error={zones.error} onRetry={() => void zones.refetch()} />;
  const hasRest = zones.data.some((zone) => zone.is_rest_of_world);
  return (
    <>
      <PageHeader title="Shipping" hint="Where you deliver to, and for how much.">{add}</PageHeader>
      <div className="max-w-3xl space-y-5">
        {zones.data.length === 0 && <Card><EmptyState icon={Truck} title="You deliver nowhere yet" actions={add}><p>Make a zone with the countries you deliver to, and the ways to ship there.</p></EmptyState></Card>}
        {zones.data.map((zone) => <ZoneCard key={zone.id} zone={zone} onEdit={() => setEdited(zone)} />)}
        {zones.data.length > 0 && !hasRest && <Notice icon={Globe}>Shoppers elsewhere are told at the checkout that you do not deliver there.</Notice>}
      </div>
      {edited !== null && <ZoneDialog key={edited === "new" ? "new" : edited.id} zone={edited === "new" ? null : edited} zones={zones.data} onClose={() => setEdited(null)} />}
    </>
  );
}
