"use client";

import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { RewriteOptions } from "@/features/imports/rewrite-options";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";
import { useStore } from "@/features/session/store-context";
import type { components } from "@/lib/api/automation";
import { automation, dataOf } from "@/lib/api/client";
import type { ImportOptions } from "@/lib/api/types";

type Product = components["schemas"]["SupplierProductOutput"];
const BASE = "/api/v1/automation/stores/{store_id}/imports/suppliers" as const;
const NAMES = ["source.references", "source.reference"] as const;

function Picker({ product, chosen, onChange }: { product: Product; chosen: ReadonlySet<string>; onChange: (keys: Set<string>) => void }) {
  const alive = product.variants.filter(({ is_dead: isDead }) => !isDead);
  function toggle(key: string) {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  }
  return (
    <fieldset className="space-y-3 border-t border-line pt-4 text-sm">
      <legend className="sr-only">Variants</legend>
      <div className="flex gap-3">
        <span className="min-w-0 flex-1"><span className="font-medium">{product.title}</span><span className="block text-ink-faint">{product.orders_text && `${product.orders_text} orders · `}{product.rating !== null && `${product.rating} of 5 · `}{alive.length} of {product.variants.length} variants can be bought</span></span>
      </div>
      {product.known_product_id && <Notice tone="info" icon={Search}>You have this product already. Importing it again offers the variants you lack.</Notice>}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onChange(new Set(alive.map(({ key }) => key)))}>All</Button>
        <Button size="sm" onClick={() => onChange(new Set())}>None</Button>
        {product.ship_from.map((place) => <Button key={place} size="sm" variant="ghost" onClick={() => onChange(new Set(alive.filter(({ ship_from: from }) => from === place).map(({ key }) => key)))}>From {place}</Button>)}
      </div>
      <ul className="max-h-72 divide-y divide-line overflow-auto rounded-lg border border-line">
        {product.variants.map((row) => (
          <li key={row.key}><label className="flex items-center gap-3 px-3 py-2"><input type="checkbox" className="size-4 accent-current" disabled={row.is_dead} checked={chosen.has(row.key)} onChange={() => toggle(row.key)} /><span className="min-w-0 flex-1">{row.option_values.join(" / ") || "Only variant"}</span>{row.is_dead && <Badge tone="warn">cannot be bought</Badge>}<span className="text-ink-faint">{row.ship_from}</span><span className="tabular-nums">{row.cost ?? "–"} {product.currency}</span></label></li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Products of AliExpress or CJ: by search, by address or id, one with its variants chosen or many at once. */
export function SupplierImport() {
  const store = useStore();
  const [text, setText] = useState("");
  const [words, setWords] = useState("");
  const [provider, setProvider] = useState<"ALIEXPRESS" | "CJ">("ALIEXPRESS");
  const [options, setOptions] = useState<ImportOptions>({ rewrite: true });
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const { start, isBusy, error } = useStartAndOpen();
  const path = { store_id: store.id };
  const search = useMutation({ mutationFn: () => dataOf(automation.GET(`${BASE}/search`, { params: { path, query: { provider, query: words } } })) });
  const look = useMutation({
    mutationFn: (reference: string) => dataOf(automation.POST(`${BASE}/look`, { params: { path }, body: { reference, ship_to: "" } })),
    onSuccess: (product) => setChosen(new Set(product.variants.filter(({ is_dead: isDead }) => !isDead).map(({ key }) => key))),
  });
  const references = text.split(/[\s,]+/).filter(Boolean);
  const failure = error ?? look.error ?? search.error;
  const placed = failure === null ? null : placeErrors(failure, NAMES);
  const [single] = references;
  function choose(reference: string) {
    setText(reference);
    look.mutate(reference);
  }
  function run() {
    const pick = references.length === 1 && look.data ? { pick: { skus: [...chosen] } } : {};
    start({ source: { kind: "supplier", references }, options: { ...options, ...pick } });
  }
  return (
    <div className="space-y-5">
      <FormError message={placed?.form ?? null} />
      <form className="flex flex-wrap items-end gap-3" onSubmit={(event) => { event.preventDefault(); search.mutate(); }}>
        <Field label="Supplier" className="w-40">{(control) => <Select {...control} value={provider} onChange={(event) => setProvider(event.target.value as typeof provider)}><option value="ALIEXPRESS">AliExpress</option><option value="CJ">CJ</option></Select>}</Field>
        <Field label="Search" className="min-w-48 flex-1">{(control) => <Input {...control} type="search" value={words} onChange={(event) => setWords(event.target.value)} />}</Field>
        <Button type="submit" disabled={words.trim() === ""} isBusy={search.isPending}><Search />Search</Button>
      </form>
      {search.data?.items.length === 0 && <p role="status" className="text-sm text-ink-soft">Nothing was found.</p>}
      {search.data !== undefined && search.data.items.length > 0 && (
        <ul className="grid gap-2 sm:grid-cols-2">
          {search.data.items.map((item) => (
            <li key={item.product_id}><button type="button" className="flex w-full items-start gap-3 rounded-lg border border-line p-3 text-left text-sm hover:bg-sunken" onClick={() => choose(item.product_id)}><span className="line-clamp-2 min-w-0 flex-1">{item.title}</span><span className="whitespace-nowrap tabular-nums">{item.price ?? "–"} {item.currency}</span></button></li>
          ))}
        </ul>
      )}
      <Field label="Addresses or ids" hint="From any country site; up to 100, one a line." error={placed?.fields["source.references"] ?? placed?.fields["source.reference"]}>
        {(control) => <Textarea {...control} rows={3} spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); look.reset(); }} placeholder="https://www.aliexpress.com/item/…" />}
      </Field>
      {references.length === 1 && look.data && <Picker product={look.data} chosen={chosen} onChange={setChosen} />}
      <RewriteOptions value={options} onChange={setOptions} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={references.length !== 1} isBusy={look.isPending} onClick={() => { if (single) look.mutate(single); }}>Choose variants</Button>
        <Button variant="primary" disabled={references.length === 0 || references.length > 100 || (look.data !== undefined && references.length === 1 && chosen.size === 0)} isBusy={isBusy} onClick={run}>{references.length > 1 ? `Import ${references.length} products` : "Start import"}</Button>
      </div>
    </div>
  );
}
