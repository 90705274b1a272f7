"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Variants } from "@/features/products/use-variants";
import type { VariantDraft } from "@/features/products/variant-drafts";

const CHANGES = {
  price: "Price",
  compare_at_price: "Compare-at price",
  cost: "Cost",
  stock_quantity: "Stock",
  weight_grams: "Weight, g",
} as const;
type Change = keyof typeof CHANGES | "track" | "untrack";

function changeOf(kind: Change, text: string): Partial<VariantDraft> {
  if (kind === "track") return { is_stock_tracked: true };
  if (kind === "untrack") return { is_stock_tracked: false };
  return { [kind]: text };
}

/** Sets one thing on every chosen variant. Nothing is sent before the product is saved. */
export function BulkEdit({ chosen, grid, onDone }: { chosen: ReadonlySet<string>; grid: Variants; onDone: () => void }) {
  const [kind, setKind] = useState<Change>("price");
  const [text, setText] = useState("");
  const needsText = kind !== "track" && kind !== "untrack";
  function apply() {
    grid.patch(chosen, changeOf(kind, text));
    setText("");
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select aria-label="What to set" className="w-44" value={kind} onChange={(event) => setKind(event.target.value as Change)}>
        {Object.entries(CHANGES).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
        <option value="track">Count stock</option>
        <option value="untrack">Do not count stock</option>
      </Select>
      {needsText && (
        <Input
          aria-label={`New value for ${CHANGES[kind]}`}
          placeholder="New value"
          inputMode="decimal"
          className="w-28"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); apply(); } }}
        />
      )}
      <Button variant="primary" onClick={apply}>Set for {chosen.size}</Button>
      <Button
        size="icon"
        aria-label="Remove chosen variants"
        disabled={chosen.size >= grid.variants.length}
        onClick={() => { grid.remove(chosen); onDone(); }}
      >
        <Trash2 />
      </Button>
    </div>
  );
}
