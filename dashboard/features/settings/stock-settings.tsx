"use client";

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { productKeys } from "@/features/products/product-api";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { core, dataOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";

function stockSettingsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: ["store", storeId, "stock-settings"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/stock/settings", { params: { path }, signal })),
  });
}

function useStockSettings(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (threshold: number | null) =>
      dataOf(core.PATCH("/api/v1/stores/{store_id}/stock/settings", { params: { path }, body: { low_stock_threshold: threshold } })),
    onSuccess: (settings) => {
      client.setQueryData(stockSettingsQuery(storeId).queryKey, settings);
      // What counts as low is marked in the lists of products.
      return client.invalidateQueries({ queryKey: productKeys.all(storeId) });
    },
  });
}

function StockForm({ threshold }: { threshold: number | null }) {
  const store = useStore();
  const save = useStockSettings(store.id);
  const canChange = useCan()("store.write");
  const [text, setText] = useState(threshold === null ? "" : String(threshold));
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(text.trim() === "" ? null : Number(text), {
      onSuccess: () => toast.success("Saved."),
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!canChange} className="space-y-4">
        <Field label="Low from, units" isOptional hint="You are mailed at most once a day of what fell to it. Empty warns of nothing.">
          {(control) => (
            <Input {...control} type="number" inputMode="numeric" min={0} max={1_000_000} step={1} value={text} onChange={(event) => setText(event.target.value)} className="max-w-40" />
          )}
        </Field>
        {canChange && <Button type="submit" variant="primary" isBusy={save.isPending}>Save</Button>}
      </fieldset>
    </form>
  );
}

export function StockSettingsCard({ className }: { className?: string }) {
  const store = useStore();
  const settings = useQuery(stockSettingsQuery(store.id));
  if (settings.isPending) return <CardSkeleton lines={2} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <Card className={className}>
      <CardHeader title="Stock" />
      <CardBody><StockForm threshold={settings.data.low_stock_threshold} /></CardBody>
    </Card>
  );
}
