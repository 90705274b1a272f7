"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { WriteFence } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { countryChoices } from "@/features/settings/choices";
import { taxQuery, useTaxChange, type TaxSetup } from "@/features/taxes/tax-api";
import { messageOf } from "@/lib/api/errors";
import { INTERFACE_LOCALE } from "@/lib/format/money";

function countryName(code: string): string {
  return new Intl.DisplayNames(INTERFACE_LOCALE, { type: "region" }).of(code) ?? code;
}

function Rules({ setup }: { setup: TaxSetup }) {
  const change = useTaxChange(useStore().id);
  const set = (values: Partial<Pick<TaxSetup, "is_inclusive" | "is_shipping_taxed">>) =>
    change.mutate(
      { do: "settings", is_inclusive: setup.is_inclusive, is_shipping_taxed: setup.is_shipping_taxed, ...values },
      { onSuccess: () => toast.success("Saved."), onError: (error) => toast.error(messageOf(error)) },
    );
  return (
    <Card>
      <CardHeader title="Prices" />
      <CardBody className="space-y-4 text-sm">
        <div className="flex items-center gap-3">
          <Switch id="is-inclusive" checked={setup.is_inclusive} disabled={change.isPending} onCheckedChange={(is_inclusive) => set({ is_inclusive })} />
          <label htmlFor="is-inclusive"><span className="font-medium">Prices include the tax</span><span className="block text-ink-faint">Off, the tax is added at the checkout.</span></label>
        </div>
        <div className="flex items-center gap-3">
          <Switch id="is-shipping-taxed" checked={setup.is_shipping_taxed} disabled={change.isPending} onCheckedChange={(is_shipping_taxed) => set({ is_shipping_taxed })} />
          <label htmlFor="is-shipping-taxed"><span className="font-medium">Shipping is taxed too</span></label>
        </div>
      </CardBody>
    </Card>
  );
}

function AddRate({ taken }: { taken: string[] }) {
  const store = useStore();
  const change = useTaxChange(store.id);
  const choices = countryChoices().filter(({ value }) => !taken.includes(value));
  const [country, setCountry] = useState(taken.includes(store.country) ? "" : store.country);
  const [name, setName] = useState("VAT");
  const [percentage, setPercentage] = useState("");
  const [error, setError] = useState<string | null>(null);
  function add(event: FormEvent) {
    event.preventDefault();
    setError(null);
    const wanted = country || choices[0]?.value || "";
    change.mutate(
      { do: "add", country: wanted, name, percentage: percentage.trim().replace(",", ".") },
      { onSuccess: () => { setPercentage(""); setCountry(""); toast.success(`Tax for ${countryName(wanted)} is set.`); }, onError: (refusal) => setError(messageOf(refusal)) },
    );
  }
  return (
    <form onSubmit={add} className="border-t border-line px-5 py-4" noValidate>
      <FormError message={error} />
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_7rem_auto]">
        <Field label="Country">{(control) => <Select {...control} value={country} onChange={(event) => setCountry(event.target.value)}>{choices.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}</Select>}</Field>
        <Field label="Name">{(control) => <Input {...control} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label="Percent">{(control) => <Input {...control} value={percentage} inputMode="decimal" className="text-right" onChange={(event) => setPercentage(event.target.value)} />}</Field>
        <Button type="submit" isBusy={change.isPending}><Plus />Add</Button>
      </div>
    </form>
  );
}

export function TaxSettings() {
  const store = useStore();
  const setup = useQuery(taxQuery(store.id));
  const change = useTaxChange(store.id);
  if (setup.isPending) return <div className="max-w-3xl space-y-5"><CardSkeleton lines={3} /><CardSkeleton lines={4} /></div>;
  if (setup.isError) return <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />;
  const remove = (id: string) => change.mutate({ do: "remove", id }, { onError: (error) => toast.error(messageOf(error)) });
  return (
    <>
      <PageHeader title="Tax" hint="What you collect for the state, by the country the order goes to. Orders placed keep the tax they were placed with." />
      <WriteFence permission="store.write" className="max-w-3xl space-y-5">
        <div className="max-w-3xl space-y-5">
          <Rules setup={setup.data} />
          <Card>
            <CardHeader title="Rates" hint="A country without a rate pays no tax." className="pb-3.5" />
            <ul>
              {setup.data.rates.map(({ id, country, name, percentage }) => (
                <li key={id} className="flex items-center gap-3 border-t border-line px-5 py-3 text-sm">
                  <span className="flex-1 font-medium">{countryName(country)}</span>
                  <span className="text-ink-soft">{name}</span>
                  <span className="w-20 text-right tabular-nums">{percentage} %</span>
                  <Button variant="ghost" size="icon-sm" aria-label={`Remove the tax of ${countryName(country)}`} onClick={() => remove(id)}><Trash2 /></Button>
                </li>
              ))}
            </ul>
            <AddRate key={setup.data.rates.length} taken={setup.data.rates.map(({ country }) => country)} />
          </Card>
        </div>
      </WriteFence>
    </>
  );
}
