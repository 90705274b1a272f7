"use client";

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { productKeys } from "@/features/products/product-api";
import { useStore } from "@/features/session/store-context";
import { automation, dataOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";
import { formatMoney } from "@/lib/format/money";

const PATH = "/api/v1/automation/stores/{store_id}/imports/products/{imported_id}/variants" as const;

function missingQuery(storeId: string, productId: string) {
  const path = { store_id: storeId, imported_id: productId };
  return queryOptions({
    queryKey: ["store", storeId, "missing-variants", productId],
    queryFn: ({ signal }) => dataOf(automation.GET(PATH, { params: { path }, signal })),
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
}

function useExtend(storeId: string, productId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, imported_id: productId };
  return useMutation({
    mutationFn: (keys: string[]) => dataOf(automation.POST(PATH, { params: { path }, body: { keys } })),
    onSuccess: () => Promise.all([
      client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
      client.invalidateQueries({ queryKey: ["store", storeId, "sync"] }),
    ]),
  });
}

/** Variants that were not chosen at first, or that the supplier has since: chosen here, added at once. */
export function AddVariants({ productId, onDone }: { productId: string; onDone: () => void }) {
  const store = useStore();
  const id = useId();
  const missing = useQuery(missingQuery(store.id, productId));
  const extend = useExtend(store.id, productId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (missing.isPending) return <div className="space-y-3" role="status" aria-label="Asking the supplier"><Skeleton /><Skeleton className="w-2/3" /></div>;
  if (missing.data === undefined) return <ErrorState error={missing.error} onRetry={() => void missing.refetch()} />;
  const { variants, currency } = missing.data;
  if (variants.length === 0) return <p className="py-2 text-sm text-ink-soft">The supplier has nothing that can be bought and that this product lacks.</p>;
  function toggle(key: string) {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  }
  function add() {
    extend.mutate([...chosen], {
      onSuccess: ({ added }) => { toast.success(added === 1 ? "1 variant is added." : `${added} variants are added.`); onDone(); },
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <div className="space-y-4">
      <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line text-sm">
        {variants.map((row) => (
          <li key={row.key} className="flex items-center gap-3 px-3 py-2.5">
            <Checkbox id={`${id}-${row.key}`} checked={chosen.has(row.key)} onCheckedChange={() => toggle(row.key)} />
            <label htmlFor={`${id}-${row.key}`} className="min-w-0 flex-1">{row.option_values.join(" / ") || "Only variant"}<span className="block text-xs text-ink-faint">Costs {row.cost ?? "–"} {currency}{row.ship_from && ` · from ${row.ship_from}`}{row.stock !== null && ` · ${row.stock} left`}</span></label>
            <span className="font-medium whitespace-nowrap tabular-nums">{row.price === null ? "no price" : formatMoney({ amount: row.price, currency: store.currency })}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => setChosen(new Set(variants.map(({ key }) => key)))}>Choose all</Button>
        <Button variant="primary" disabled={chosen.size === 0} isBusy={extend.isPending} onClick={add}>{chosen.size > 1 ? `Add ${chosen.size} variants` : "Add variant"}</Button>
      </div>
    </div>
  );
}
