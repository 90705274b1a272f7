"use client";

import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { renamesOf, type Names } from "@/features/imports/pick-values";
import { RewriteOptions } from "@/features/imports/rewrite-options";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";
import { VariantPicker } from "@/features/imports/variant-picker";
import { useStore } from "@/features/session/store-context";
import { automation, dataOf } from "@/lib/api/client";
import type { ImportOptions } from "@/lib/api/types";

const BASE = "/api/v1/automation/stores/{store_id}/imports/suppliers" as const;
const NAMES = ["source.references", "source.reference"] as const;

/** Products of AliExpress or CJ: by search, by address or id, one with its variants chosen or many at once. */
export function SupplierImport() {
  const store = useStore();
  const [text, setText] = useState("");
  const [words, setWords] = useState("");
  const [provider, setProvider] = useState<"ALIEXPRESS" | "CJ">("ALIEXPRESS");
  const [options, setOptions] = useState<ImportOptions>({ rewrite: true });
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [names, setNames] = useState<Names>({});
  const { start, isBusy, error } = useStartAndOpen();
  const path = { store_id: store.id };
  const search = useMutation({ mutationFn: () => dataOf(automation.GET(`${BASE}/search`, { params: { path, query: { provider, query: words } } })) });
  const look = useMutation({
    mutationFn: (reference: string) => dataOf(automation.POST(`${BASE}/look`, { params: { path }, body: { reference, ship_to: "" } })),
    onSuccess: (product) => {
      setChosen(new Set(product.variants.filter(({ is_dead: isDead }) => !isDead).map(({ key }) => key)));
      setNames({});
    },
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
    const rename = renamesOf(names);
    const pick = references.length === 1 && look.data ? { pick: { skus: [...chosen], ...(rename.length > 0 ? { rename } : {}) } } : {};
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
      {references.length === 1 && look.data && <VariantPicker product={look.data} chosen={chosen} onChange={setChosen} names={names} onNames={setNames} />}
      <RewriteOptions value={options} onChange={setOptions} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={references.length !== 1} isBusy={look.isPending} onClick={() => { if (single) look.mutate(single); }}>Choose variants</Button>
        <Button variant="primary" disabled={references.length === 0 || references.length > 100 || (look.data !== undefined && references.length === 1 && chosen.size === 0)} isBusy={isBusy} onClick={run}>{references.length > 1 ? `Import ${references.length} products` : "Start import"}</Button>
      </div>
    </div>
  );
}
