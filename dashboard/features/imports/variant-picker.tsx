"use client";

import { PenLine, Search } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { mergedValues, renamable, type Names, type SourceProduct } from "@/features/imports/pick-values";

type RenameProps = { product: SourceProduct; names: Names; onNames: (names: Names) => void };

function RenameFields({ product, names, onNames }: RenameProps) {
  return (
    <div className="space-y-5 rounded-lg bg-sunken/50 px-4 py-4">
      {renamable(product).map(({ name: option, values }) => {
        const given = names[option] ?? { name: "", values: {} };
        const merged = mergedValues(values, given.values);
        const change = (next: Partial<typeof given>) => onNames({ ...names, [option]: { ...given, ...next } });
        return (
          <div key={option} className="space-y-2.5">
            <Field label={`Option “${option}”`}>{(control) => <Input {...control} placeholder={option} maxLength={255} value={given.name} onChange={({ target }) => change({ name: target.value })} />}</Field>
            <ul className="grid gap-2 sm:grid-cols-2" aria-label={`Values of ${option}`}>
              {values.map((value) => (
                <li key={value} className="flex items-center gap-2"><span className="w-2/5 truncate text-ink-soft" title={value}>{value}</span><Input aria-label={`New name of ${value}`} className="h-8.5 flex-1" placeholder={value} maxLength={255} value={given.values[value] ?? ""} onChange={({ target }) => change({ values: { ...given.values, [value]: target.value } })} /></li>
              ))}
            </ul>
            {merged.length > 0 && <p role="status" className="text-ink-soft">Merged into one: {merged.join(", ")}. The first that can be bought is taken.</p>}
          </div>
        );
      })}
    </div>
  );
}

type Props = RenameProps & { chosen: ReadonlySet<string>; onChange: (keys: Set<string>) => void };

/** Which variants of a supplier's product are taken over, and under which names. */
export function VariantPicker({ product, chosen, onChange, names, onNames }: Props) {
  const [isRenaming, setRenaming] = useState(false);
  const alive = product.variants.filter(({ is_dead: isDead }) => !isDead);
  function toggle(key: string) {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  }
  return (
    <fieldset className="space-y-3 border-t border-line pt-4 text-sm">
      <legend className="sr-only">Variants</legend>
      <p><span className="font-medium">{product.title}</span><span className="block text-ink-faint">{product.orders_text && `${product.orders_text} orders · `}{product.rating !== null && `${product.rating} of 5 · `}{alive.length} of {product.variants.length} variants can be bought</span></p>
      {product.known_product_id && <Notice tone="info" icon={Search}>You have this product already. Importing it again offers the variants you lack, under the names of the first time.</Notice>}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onChange(new Set(alive.map(({ key }) => key)))}>All</Button>
        <Button size="sm" onClick={() => onChange(new Set())}>None</Button>
        {product.ship_from.map((place) => <Button key={place} size="sm" variant="ghost" onClick={() => onChange(new Set(alive.filter(({ ship_from: from }) => from === place).map(({ key }) => key)))}>From {place}</Button>)}
        {renamable(product).length > 0 && <Button size="sm" variant="ghost" className="ml-auto" aria-expanded={isRenaming} onClick={() => setRenaming(!isRenaming)}><PenLine />Rename options</Button>}
      </div>
      {isRenaming && <RenameFields product={product} names={names} onNames={onNames} />}
      <ul className="max-h-72 divide-y divide-line overflow-auto rounded-lg border border-line">
        {product.variants.map((row) => (
          <li key={row.key}><label className="flex items-center gap-3 px-3 py-2"><input type="checkbox" className="size-4 accent-current" disabled={row.is_dead} checked={chosen.has(row.key)} onChange={() => toggle(row.key)} /><span className="min-w-0 flex-1">{row.option_values.join(" / ") || "Only variant"}</span>{row.is_dead && <Badge tone="warn">cannot be bought</Badge>}<span className="text-ink-faint">{row.ship_from}</span><span className="tabular-nums">{row.cost ?? "–"} {product.currency}</span></label></li>
        ))}
      </ul>
      <p className="text-ink-faint" role="status">{chosen.size} chosen. What you leave out can be added later from the product’s page.</p>
    </fieldset>
  );
}
