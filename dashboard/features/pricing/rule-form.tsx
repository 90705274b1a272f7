"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { collectionListQuery } from "@/features/collections/collection-api";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useRuleSave, type PriceRule, type PriceRuleBody } from "@/features/pricing/pricing-api";
import { useStore } from "@/features/session/store-context";

type Tier = { up_to: string; multiplier: string; fixed: string };
const NAMES = ["name", "multiplier", "fixed", "tiers", "ending", "compare_at_multiplier", "scope_value"] as const;
const NO_TIERS: Tier[] = [{ up_to: "10.00", multiplier: "3", fixed: "0" }, { up_to: "", multiplier: "2", fixed: "0" }];

function tiersOf(rule: PriceRule | null): Tier[] {
  return rule && rule.tiers.length > 0 ? rule.tiers.map((tier) => ({ up_to: tier.up_to ?? "", multiplier: tier.multiplier, fixed: tier.fixed })) : NO_TIERS;
}

/** One price rule, new or changed. Prices change when a preview is applied, not by saving. */
export function RuleForm({ rule, onDone }: { rule: PriceRule | null; onDone: () => void }) {
  const store = useStore();
  const save = useRuleSave(store.id, rule?.id ?? null);
  const collections = useQuery(collectionListQuery(store.id, { per_page: 100 }));
  const [name, setName] = useState(rule?.name ?? "");
  const [kind, setKind] = useState<PriceRuleBody["kind"]>(rule?.kind ?? "MULTIPLIER");
  const [multiplier, setMultiplier] = useState(rule?.multiplier ?? "2");
  const [fixed, setFixed] = useState(rule?.fixed ?? "0");
  const [tiers, setTiers] = useState(tiersOf(rule));
  const [ending, setEnding] = useState(rule ? (rule.ending === null ? "" : String(rule.ending)) : "99");
  const [compare, setCompare] = useState(rule?.compare_at_multiplier ?? "");
  const [scope, setScope] = useState<NonNullable<PriceRuleBody["scope"]>>(rule?.scope ?? "ALL");
  const [scopeValue, setScopeValue] = useState(rule?.scope_value ?? "");
  const placed = save.error ? placeErrors(save.error, NAMES) : null;
  const set = (at: number, change: Partial<Tier>) => setTiers(tiers.map((tier, place) => (place === at ? { ...tier, ...change } : tier)));

  function submit() {
    const body: PriceRuleBody = {
      name, kind, multiplier, fixed, scope, scope_value: scope === "ALL" ? "" : scopeValue,
      ending: ending === "" ? null : Number(ending), compare_at_multiplier: compare === "" ? null : compare, is_active: rule?.is_active ?? true,
      ...(kind === "TIERS" ? { tiers: tiers.map((tier, at) => ({ ...tier, up_to: at === tiers.length - 1 ? null : tier.up_to })) } : {}),
    };
    save.mutate(body, { onSuccess: () => { toast.success("The rule is saved. Look at a preview to change prices."); onDone(); } });
  }

  return (
    <form className="space-y-4" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <FormError message={placed?.form ?? null} />
      <Field label="Name" error={placed?.fields["name"]}>{(control) => <Input {...control} value={name} required maxLength={80} onChange={(event) => setName(event.target.value)} />}</Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Price is">{(control) => (
          <Select {...control} value={kind} onChange={(event) => setKind(event.target.value as PriceRuleBody["kind"])}>
            <option value="MULTIPLIER">Cost times a factor</option><option value="FIXED">Cost plus an amount</option><option value="TIERS">By height of the cost</option>
          </Select>
        )}</Field>
        <Field label="Price ends in" isOptional hint="99 makes 19.99; never lower than reckoned." error={placed?.fields["ending"]}>{(control) => <Input {...control} inputMode="numeric" value={ending} onChange={(event) => setEnding(event.target.value.replace(/\D/g, "").slice(0, 3))} />}</Field>
        {kind === "MULTIPLIER" && <Field label="Factor" error={placed?.fields["multiplier"]}>{(control) => <Input {...control} inputMode="decimal" value={multiplier} onChange={(event) => setMultiplier(event.target.value)} />}</Field>}
        {kind !== "TIERS" && <Field label={`Plus (${store.currency})`} error={placed?.fields["fixed"]}>{(control) => <Input {...control} inputMode="decimal" value={fixed} onChange={(event) => setFixed(event.target.value)} />}</Field>}
      </div>
      {kind === "TIERS" && (
        <fieldset className="space-y-2">
          <legend className="mb-1.5 text-sm font-medium">By height of the cost</legend>
          {placed?.fields["tiers"] && <p role="alert" className="text-sm text-danger">{placed.fields["tiers"]}</p>}
          {tiers.map((tier, at) => (
            <div key={at} className="grid grid-cols-2 items-end gap-2 max-sm:rounded-lg max-sm:border max-sm:border-line max-sm:p-3 sm:grid-cols-[1fr_1fr_1fr_auto]">
              <Field className="max-sm:col-span-2" label={at === tiers.length - 1 ? "Above" : "Cost up to"}>{(control) => <Input {...control} inputMode="decimal" disabled={at === tiers.length - 1} value={at === tiers.length - 1 ? "all others" : tier.up_to} onChange={(event) => set(at, { up_to: event.target.value })} />}</Field>
              <Field label="Factor">{(control) => <Input {...control} inputMode="decimal" value={tier.multiplier} onChange={(event) => set(at, { multiplier: event.target.value })} />}</Field>
              <Field label={`Plus (${store.currency})`}>{(control) => <Input {...control} inputMode="decimal" value={tier.fixed} onChange={(event) => set(at, { fixed: event.target.value })} />}</Field>
              <Button size="icon" variant="ghost" className="max-sm:col-span-2 max-sm:justify-self-end" aria-label="Remove this step" disabled={tiers.length === 1 || at === tiers.length - 1} onClick={() => setTiers(tiers.filter((_, place) => place !== at))}><Trash2 /></Button>
            </div>
          ))}
          <Button size="sm" onClick={() => setTiers([...tiers.slice(0, -1), { up_to: "", multiplier: "2", fixed: "0" }, ...tiers.slice(-1)])}><Plus />Add a step</Button>
        </fieldset>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For">{(control) => (
          <Select {...control} value={scope} onChange={(event) => { setScope(event.target.value as typeof scope); setScopeValue(""); }}>
            <option value="ALL">All products</option><option value="SUPPLIER">Products of a supplier</option><option value="PRODUCT_TYPE">Products of a type</option><option value="COLLECTION">A collection</option>
          </Select>
        )}</Field>
        {scope === "SUPPLIER" && <Field label="Supplier" error={placed?.fields["scope_value"]}>{(control) => <Select {...control} value={scopeValue} onChange={(event) => setScopeValue(event.target.value)}><option value="">Choose…</option><option value="ALIEXPRESS">AliExpress</option><option value="CJ">CJ Dropshipping</option></Select>}</Field>}
        {scope === "PRODUCT_TYPE" && <Field label="Type" hint="As it stands on the products." error={placed?.fields["scope_value"]}>{(control) => <Input {...control} value={scopeValue} onChange={(event) => setScopeValue(event.target.value)} />}</Field>}
        {scope === "COLLECTION" && (
          <Field label="Collection" error={placed?.fields["scope_value"]}>{(control) => (
            <Select {...control} value={scopeValue} onChange={(event) => setScopeValue(event.target.value)}>
              <option value="">{collections.isPending ? "Loading…" : "Choose…"}</option>
              {collections.data?.rows.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
            </Select>
          )}</Field>
        )}
        <Field label="Price before" isOptional hint="A factor of the price, such as 1.3, shown struck through. Only use prices you have really asked." error={placed?.fields["compare_at_multiplier"]}>{(control) => <Input {...control} inputMode="decimal" value={compare} onChange={(event) => setCompare(event.target.value.replace(",", "."))} />}</Field>
      </div>
      <div className="flex justify-end gap-2"><Button onClick={onDone}>Cancel</Button><Button type="submit" variant="primary" isBusy={save.isPending}>Save rule</Button></div>
    </form>
  );
}
