"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { MoneyInput } from "@/features/forms/money-input";
import { useStore } from "@/features/session/store-context";
import { countryChoices } from "@/features/settings/choices";
import { useZoneSave, type ShippingZone } from "@/features/shipping/shipping-api";
import { rateDraft, zoneBody, zoneDraft, type RateDraft, type ZoneDraft } from "@/features/shipping/zone-drafts";
import { placeErrors } from "@/features/forms/server-errors";

const MOST_RATES = 5;

function Bands({ rate, currency, onChange }: { rate: RateDraft; currency: string; onChange: (rate: RateDraft) => void }) {
  const unit = rate.kind === "BY_WEIGHT" ? "Up to (grams)" : "Up to (goods)";
  const set = (place: number, change: Partial<RateDraft["bands"][number]>) =>
    onChange({ ...rate, bands: rate.bands.map((band, index) => (index === place ? { ...band, ...change } : band)) });
  return (
    <div className="space-y-2">
      {rate.bands.map((band, place) => (
        <div key={place} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          <Field label={unit} isLabelHidden={place > 0}>{(control) => <Input {...control} inputMode="decimal" placeholder="no limit" value={band.upTo} onChange={(event) => set(place, { upTo: event.target.value })} />}</Field>
          <Field label="Price" isLabelHidden={place > 0}>{(control) => <MoneyInput {...control} currency={currency} value={band.price} onValue={(price) => set(place, { price })} />}</Field>
          <Button variant="ghost" size="icon" aria-label="Remove step" onClick={() => onChange({ ...rate, bands: rate.bands.filter((_, index) => index !== place) })}><Trash2 /></Button>
        </div>
      ))}
      <Button size="sm" onClick={() => onChange({ ...rate, bands: [...rate.bands, { upTo: "", price: "" }] })}><Plus />Add a step</Button>
    </div>
  );
}

function RateFields({ rate, currency, onChange, onRemove }: { rate: RateDraft; currency: string; onChange: (rate: RateDraft) => void; onRemove: () => void }) {
  return (
    <fieldset className="space-y-3 rounded-xl border border-line p-4">
      <legend className="sr-only">{rate.name || "Rate"}</legend>
      <div className="grid grid-cols-[1fr_auto] items-end gap-2">
        <Field label="Name">{(control) => <Input {...control} value={rate.name} maxLength={80} onChange={(event) => onChange({ ...rate, name: event.target.value })} />}</Field>
        <Button variant="ghost" size="icon" aria-label={`Remove ${rate.name || "rate"}`} onClick={onRemove}><Trash2 /></Button>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Price by">
          {(control) => (
            <Select {...control} value={rate.kind} onChange={(event) => onChange({ ...rate, kind: event.target.value as RateDraft["kind"], bands: [] })}>
              <option value="FLAT">Flat</option><option value="BY_WEIGHT">Weight</option><option value="BY_PRICE">Goods</option>
            </Select>
          )}
        </Field>
        {rate.kind === "FLAT" && <Field label="Price">{(control) => <MoneyInput {...control} currency={currency} value={rate.price} onValue={(price) => onChange({ ...rate, price })} />}</Field>}
        <Field label="Free from" isOptional>{(control) => <MoneyInput {...control} currency={currency} value={rate.freeOver} onValue={(freeOver) => onChange({ ...rate, freeOver })} />}</Field>
      </div>
      {rate.kind !== "FLAT" && <Bands rate={rate} currency={currency} onChange={onChange} />}
      <label className="flex items-center gap-2 text-sm"><input type="checkbox" className="size-4 accent-pine" checked={rate.isActive} onChange={(event) => onChange({ ...rate, isActive: event.target.checked })} />Offered at the checkout</label>
    </fieldset>
  );
}

function Countries({ draft, taken, onChange }: { draft: ZoneDraft; taken: Set<string>; onChange: (countries: string[]) => void }) {
  const choices = countryChoices();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Countries</legend>
      <div className="grid max-h-48 gap-1.5 overflow-y-auto rounded-lg border border-line p-3 text-sm sm:grid-cols-2">
        {choices.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2">
            <input type="checkbox" className="size-4 accent-pine" disabled={taken.has(value)} checked={draft.countries.includes(value)} onChange={(event) => onChange(event.target.checked ? [...draft.countries, value] : draft.countries.filter((code) => code !== value))} />
            <span className={taken.has(value) ? "text-ink-faint" : ""}>{label}{taken.has(value) && " (another zone)"}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Props = { zone: ShippingZone | null; zones: ShippingZone[]; onClose: () => void };

export function ZoneDialog({ zone, zones, onClose }: Props) {
  const { id: storeId, currency } = useStore();
  const [draft, setDraft] = useState(() => zoneDraft(zone ?? undefined));
  const [error, setError] = useState<string | null>(null);
  const save = useZoneSave(storeId, zone?.id ?? null);
  const others = zones.filter(({ id }) => id !== zone?.id);
  const taken = new Set(others.flatMap(({ countries }) => countries));
  const hasRest = others.some((other) => other.is_rest_of_world);
  const setRate = (place: number, rate: RateDraft) => setDraft({ ...draft, rates: draft.rates.map((known, index) => (index === place ? rate : known)) });
  function submit() {
    setError(null);
    save.mutate(zoneBody(draft, currency), {
      onSuccess: () => { toast.success("Saved."); onClose(); },
      onError: (refusal) => setError(placeErrors(refusal, []).form),
    });
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}
      title={zone === null ? "Add a zone" : zone.name}
      className="max-w-2xl"
      footer={<><Button variant="ghost" onClick={onClose}>Cancel</Button><Button variant="primary" isBusy={save.isPending} onClick={submit}>Save zone</Button></>}
    >
      <div className="space-y-5">
        <FormError message={error} />
        <Field label="Name" hint="Only you see it.">{(control) => <Input {...control} value={draft.name} maxLength={80} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />}</Field>
        {!hasRest && <label className="flex items-center gap-2 text-sm"><input type="checkbox" className="size-4 accent-pine" checked={draft.isRestOfWorld} onChange={(event) => setDraft({ ...draft, isRestOfWorld: event.target.checked })} />All countries that are in no other zone</label>}
        {!draft.isRestOfWorld && <Countries draft={draft} taken={taken} onChange={(countries) => setDraft({ ...draft, countries })} />}
        <div className="space-y-3">
          <h3 className="text-sm font-medium">Rates</h3>
          {draft.rates.map((rate, place) => (
            <RateFields key={rate.key} rate={rate} currency={currency} onChange={(next) => setRate(place, next)} onRemove={() => setDraft({ ...draft, rates: draft.rates.filter(({ key }) => key !== rate.key) })} />
          ))}
          {draft.rates.length < MOST_RATES && <Button size="sm" onClick={() => setDraft({ ...draft, rates: [...draft.rates, rateDraft()] })}><Plus />Add a rate</Button>}
        </div>
      </div>
    </Dialog>
  );
}
