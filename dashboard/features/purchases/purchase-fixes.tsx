"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { offersQuery, usePurchaseVerb, type Purchase, type PurchaseFix, type PurchaseVerb } from "@/features/purchases/purchase-api";
import { FIX } from "@/features/purchases/purchase-status";
import { useCan } from "@/features/session/permissions";
import { SOURCES } from "@/features/research/words";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatMoney } from "@/lib/format/money";

const DIRECT: Partial<Record<PurchaseFix, "retry" | "keep">> = { RETRY: "retry", KEEP: "keep" };

type Doing = { run: (verb: PurchaseVerb) => void; isBusy: boolean; problem: string | null };
type DialogProps = { purchase: Purchase; doing: Doing; isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

const ADDRESS_FIELDS = [
  ["name", "Name"],
  ["line1", "Street"],
  ["line2", "Addition"],
  ["postal_code", "Postal code"],
  ["city", "City"],
  ["state", "State or province"],
  ["country", "Country, two letters"],
  ["phone", "Phone"],
  ["tax_id", "Tax number"],
] as const;

function AddressDialog({ purchase, doing, isOpen, onOpenChange }: DialogProps) {
  const [values, setValues] = useState<Record<string, string>>(purchase.shipping_address);
  function submit(event: FormEvent) {
    event.preventDefault();
    const changed = ADDRESS_FIELDS.filter(([name]) => (values[name] ?? "") !== (purchase.shipping_address[name] ?? ""));
    doing.run({ verb: "address", address: Object.fromEntries(changed.map(([name]) => [name, values[name] ?? ""])) });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Edit the address" description="Only this purchase is sent there; the order keeps what the shopper gave.">
      <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2">
        {ADDRESS_FIELDS.map(([name, label]) => (
          <Field key={name} label={label}>
            {(control) => <Input {...control} value={values[name] ?? ""} onChange={(event) => setValues((known) => ({ ...known, [name]: event.target.value }))} />}
          </Field>
        ))}
        {doing.problem && <p role="alert" className="text-sm text-danger sm:col-span-2">{doing.problem}</p>}
        <div className="flex justify-end sm:col-span-2"><Button type="submit" variant="primary" isBusy={doing.isBusy}>Save and go on</Button></div>
      </form>
    </Dialog>
  );
}

function OfferDialog({ purchase, doing, isOpen, onOpenChange }: DialogProps) {
  const store = useStore();
  const [lineId, setLineId] = useState(purchase.lines[0]?.id ?? "");
  const line = purchase.lines.find(({ id }) => id === lineId) ?? purchase.lines[0];
  const offers = useQuery({ ...offersQuery(store.id, line?.variant_id ?? ""), enabled: isOpen && line !== undefined });
  const others = offers.data?.filter(({ id }) => id !== line?.offer_id) ?? [];
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Choose another offer">
      {purchase.lines.length > 1 && (
        <Field label="Line" className="mb-4">
          {(control) => (
            <Select {...control} value={lineId} onChange={(event) => setLineId(event.target.value)}>
              {purchase.lines.map(({ id, title, variant_title }) => <option key={id} value={id}>{[title, variant_title].filter(Boolean).join(" · ")}</option>)}
            </Select>
          )}
        </Field>
      )}
      {offers.isPending && <p role="status" className="text-sm text-ink-faint">Looking…</p>}
      {offers.isError && <p role="alert" className="text-sm text-danger">{messageOf(offers.error)}</p>}
      {offers.data && others.length === 0 && <p className="text-sm text-ink-soft">There is no other offer of this variant. Import it from another supplier first.</p>}
      <ul className="space-y-2">
        {others.map((offer) => (
          <li key={offer.id} className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3 text-sm">
            <span className="min-w-0">
              <span className="block font-medium break-words">{offer.title || offer.supplier_sku_id}</span>
              <span className="block text-xs text-ink-faint">
                {[SOURCES[offer.provider] ?? offer.provider, offer.ship_from && `from ${offer.ship_from}`, offer.cost && formatMoney(offer.cost), offer.stock !== null && `${offer.stock} in stock`].filter(Boolean).join(" · ")}
              </span>
            </span>
            <Button isBusy={doing.isBusy} onClick={() => line && doing.run({ verb: "offer", line_id: line.id, offer_id: offer.id })}>Buy this one</Button>
          </li>
        ))}
      </ul>
      {doing.problem && <p role="alert" className="mt-3 text-sm text-danger">{doing.problem}</p>}
    </Dialog>
  );
}

function BoughtDialog({ purchase, doing, isOpen, onOpenChange }: DialogProps) {
  const [number, setNumber] = useState(purchase.supplier_order_ids[0] ?? "");
  function submit(event: FormEvent) {
    event.preventDefault();
    doing.run({ verb: "bought", supplier_order_id: number.trim() });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Bought by hand" description="Its tracking is then followed by the supplier's order number.">
      <form onSubmit={submit} className="space-y-4">
        <Field label="The supplier's order number" error={doing.problem ?? undefined}>
          {(control) => <Input {...control} value={number} maxLength={60} onChange={(event) => setNumber(event.target.value)} />}
        </Field>
        <div className="flex justify-end"><Button type="submit" variant="primary" isBusy={doing.isBusy} disabled={number.trim() === ""}>Note it</Button></div>
      </form>
    </Dialog>
  );
}

/** Buttons for what can be done now; the likeliest fix stands first. */
export function PurchaseFixes({ purchase }: { purchase: Purchase }) {
  const store = useStore();
  const path = useStorePath();
  const change = usePurchaseVerb(store.id, purchase.id);
  const [open, setOpen] = useState<PurchaseFix | null>(null);
  if (!useCan()("suppliers.write")) return null;
  const doing: Doing = {
    isBusy: change.isPending,
    problem: change.error ? messageOf(change.error) : null,
    run: (verb) =>
      change.mutate(verb, {
        onSuccess: () => { toast.success("Done."); setOpen(null); },
        onError: (error) => { if (open === null) toast.error(messageOf(error)); },
      }),
  };
  const isBought = purchase.supplier_order_ids.length > 0;
  const isWaiting = purchase.status === "HELD" || purchase.status === "READY";
  const fixes: PurchaseFix[] = purchase.fixes.length > 0 ? purchase.fixes : isWaiting ? ["EDIT_ADDRESS", "CANCEL"] : [];
  const start = (fix: PurchaseFix) => {
    const verb = DIRECT[fix];
    change.reset();
    if (verb) doing.run({ verb });
    else setOpen(fix);
  };
  const dialog = (fix: PurchaseFix) => ({ purchase, doing, isOpen: open === fix, onOpenChange: (isOpen: boolean) => setOpen(isOpen ? fix : null) });
  return (
    <>
      {purchase.status === "HELD" && <Button variant="primary" isBusy={change.isPending} onClick={() => doing.run({ verb: "buy-now" })}>Buy now</Button>}
      {fixes.map((fix, index) => {
        const variant = index === 0 && purchase.exception_reason !== "" ? "primary" : "secondary";
        if (fix === "REFUND") return <Button key={fix} asChild><Link href={path(`orders/${purchase.order_id}`)}>{FIX[fix]}</Link></Button>;
        const isDoing = change.isPending && open === null && DIRECT[fix] !== undefined && change.variables.verb === DIRECT[fix];
        return <Button key={fix} variant={variant} isBusy={isDoing} onClick={() => start(fix)}>{fix === "CANCEL" && isBought ? "Stop following" : FIX[fix]}</Button>;
      })}
      {open === "BUY_ANYWAY" && purchase.quote && (
        <ConfirmDialog
          isOpen
          onOpenChange={(isOpen) => setOpen(isOpen ? "BUY_ANYWAY" : null)}
          title="Buy it at this price?"
          description={`It costs ${formatMoney(purchase.quote.landed ?? purchase.quote.cost)} now, below the margin you want. If the supplier asks more in the meantime, you are asked again.`}
          confirmLabel="Buy anyway"
          isBusy={change.isPending}
          onConfirm={() => doing.run({ verb: "buy-anyway" })}
        />
      )}
      {open === "EDIT_ADDRESS" && <AddressDialog {...dialog("EDIT_ADDRESS")} />}
      {open === "CHOOSE_OFFER" && <OfferDialog {...dialog("CHOOSE_OFFER")} />}
      {open === "MARK_BOUGHT" && <BoughtDialog {...dialog("MARK_BOUGHT")} />}
      <ConfirmDialog
        isOpen={open === "CANCEL"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "CANCEL" : null)}
        title={isBought ? "Stop following this?" : "Do not buy this?"}
        description={isBought ? "It is no longer followed here. The supplier's order stays: cancel it there." : "Nothing is bought at the supplier. The order itself stays as it is."}
        confirmLabel={isBought ? "Stop following" : "Cancel this purchase"}
        cancelLabel="Keep it"
        isDangerous
        isBusy={change.isPending}
        onConfirm={() => doing.run({ verb: "cancel" })}
      />
    </>
  );
}
