"use client";

import { memo, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { SearchBox } from "@/features/lists/search-box";
import { BulkEdit } from "@/features/products/bulk-edit";
import { useRowWindow } from "@/features/products/use-row-window";
import type { Variants } from "@/features/products/use-variants";
import type { VariantDraft, VariantField } from "@/features/products/variant-drafts";
import { counted } from "@/lib/format/count";

const ROW = 52;
const FIELDS: { field: VariantField; label: string; width: string; mode?: "decimal" | "numeric"; isRight?: boolean }[] = [
  { field: "price", label: "Price", width: "w-28", mode: "decimal", isRight: true },
  { field: "compare_at_price", label: "Compare at", width: "w-28", mode: "decimal", isRight: true },
  { field: "stock_quantity", label: "Stock", width: "w-24", mode: "numeric", isRight: true },
  { field: "sku", label: "SKU", width: "w-40" },
  { field: "cost", label: "Cost", width: "w-28", mode: "decimal", isRight: true },
  { field: "barcode", label: "Barcode", width: "w-40" },
  { field: "weight_grams", label: "Weight, g", width: "w-24", mode: "numeric", isRight: true },
];

type RowProps = {
  draft: VariantDraft;
  index: number;
  isChosen: boolean;
  errors: Partial<Record<VariantField, string>> | undefined;
  onEdit: Variants["edit"];
  onToggle: (key: string) => void;
};

const Row = memo(function Row({ draft, index, isChosen, errors, onEdit, onToggle }: RowProps) {
  const name = draft.values.join(" / ") || "The product";
  return (
    <tr aria-rowindex={index + 2} data-key={draft.key} style={{ height: ROW }} className={cn("border-t border-line", isChosen && "bg-pine-soft/60")}>
      <th scope="row" className="sticky left-0 z-10 bg-surface px-4 text-left font-medium">
        <span className="flex items-center gap-3">
          <Checkbox aria-label={`Select ${name}`} checked={isChosen} onCheckedChange={() => onToggle(draft.key)} />
          <span className="max-w-32 truncate sm:max-w-52" title={name}>{name}</span>
        </span>
      </th>
      {FIELDS.map(({ field, label, width, mode, isRight }) => (
        <td key={field} className="px-1.5">
          <Input
            data-field={field}
            aria-label={`${label} of ${name}`}
            aria-invalid={errors?.[field] ? true : undefined}
            title={errors?.[field]}
            inputMode={mode}
            value={draft[field]}
            disabled={field === "stock_quantity" && !draft.is_stock_tracked}
            onChange={(event) => onEdit(draft.key, field, event.target.value)}
            className={cn(width, "h-8.5 shadow-none", isRight && "text-right tabular-nums")}
          />
        </td>
      ))}
    </tr>
  );
});

/** Up and Down (and Enter) stay in the column, as in a spreadsheet. */
function moveInColumn(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLInputElement) || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const next = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? row?.previousElementSibling : row?.nextElementSibling;
  const cell = next?.querySelector<HTMLInputElement>(`[data-field="${event.target.dataset.field ?? ""}"]`);
  cell?.focus();
  cell?.select();
}

function useChosen(all: VariantDraft[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [toggle] = useState(() => (key: string) =>
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    }),
  );
  const present = useMemo(() => new Set(all.filter(({ key }) => chosen.has(key)).map(({ key }) => key)), [all, chosen]);
  return { chosen: present, toggle, setChosen };
}

/** All variants of a product in one sheet; draws only the rows in sight. */
export function VariantGrid({ grid, currency }: { grid: Variants; currency: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState("");
  const { chosen, toggle, setChosen } = useChosen(grid.variants);
  const rows = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return grid.variants.filter(({ values, sku }) => words.every((word) => `${values.join(" ")} ${sku}`.toLowerCase().includes(word)));
  }, [grid.variants, filter]);
  const view = useRowWindow(scroller, ROW, rows.length);
  const isAll = rows.length > 0 && rows.every(({ key }) => chosen.has(key));
  const wrong = Object.values(grid.errors).filter((errors) => Object.keys(errors).length > 0).length;

  return (
    <div>
      <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
        {grid.variants.length > 10 && <SearchBox label="Filter variants" value={filter} onChange={setFilter} />}
        <p className="mr-auto text-sm text-ink-faint tabular-nums">
          {chosen.size > 0 ? `${chosen.size} of ${grid.variants.length} chosen` : `${counted(grid.variants.length, "variant")} · prices in ${currency}`}
        </p>
        {chosen.size > 0 && <BulkEdit chosen={chosen} grid={grid} onDone={() => setChosen(new Set())} />}
      </div>
      {wrong > 0 && <p role="alert" className="bg-danger-soft px-4 py-2 text-sm text-danger">{wrong === 1 ? "One variant needs" : `${wrong} variants need`} attention: the marked cells say why when you point at them.</p>}
      <div ref={scroller} className="max-h-[34rem] overflow-auto border-t border-line" onKeyDown={moveInColumn}>
        <table aria-label="Variants" aria-rowcount={rows.length + 1} className="w-full text-sm">
          <thead className="sticky top-0 z-20 bg-surface shadow-[0_1px_0_var(--line)]">
            <tr aria-rowindex={1}>
              <th scope="col" className="sticky left-0 z-10 h-10 bg-surface px-4 text-left text-xs font-medium text-ink-faint">
                <span className="flex items-center gap-3">
                  <Checkbox
                    aria-label="Select all variants"
                    checked={isAll ? true : chosen.size > 0 ? "indeterminate" : false}
                    onCheckedChange={() => setChosen(isAll ? new Set() : new Set(rows.map(({ key }) => key)))}
                  />
                  Variant
                </span>
              </th>
              {FIELDS.map(({ field, label, isRight }) => (
                <th key={field} scope="col" className={cn("px-3 text-xs font-medium whitespace-nowrap text-ink-faint", isRight ? "text-right" : "text-left")}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.before > 0 && <tr aria-hidden style={{ height: view.before }}><td /></tr>}
            {rows.slice(view.first, view.last).map((draft, offset) => (
              <Row
                key={draft.key}
                draft={draft}
                index={view.first + offset}
                isChosen={chosen.has(draft.key)}
                errors={grid.errors[draft.key]}
                onEdit={grid.edit}
                onToggle={toggle}
              />
            ))}
            {view.after > 0 && <tr aria-hidden style={{ height: view.after }}><td /></tr>}
          </tbody>
        </table>
        {rows.length === 0 && <p className="px-4 py-8 text-center text-sm text-ink-faint">No variant matches “{filter}”.</p>}
      </div>
    </div>
  );
}
