"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";
import { importItemsQuery, useVariantsAdd } from "@/features/imports/import-api";
import { ImportBadge } from "@/features/imports/import-badge";
import { STEP_NAMES } from "@/features/imports/import-progress";
import { Pagination } from "@/features/lists/pagination";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { ImportItem } from "@/lib/api/types";

function stateOf(item: ImportItem): string {
  const running = item.steps.find(({ status }) => status === "RUNNING");
  if (running) return STEP_NAMES[running.name].hint;
  const [first, ...others] = [...item.errors.map(({ message }) => message), ...item.notes];
  if (first === undefined) return "";
  return others.length === 0 ? first : `${first} And ${others.length} more.`;
}

/** Offers the choices that the source has and the product, imported before, lacks. */
function AddedVariants({ item }: { item: ImportItem }) {
  const store = useStore();
  const can = useCan()("imports.write");
  const add = useVariantsAdd(store.id);
  const count = item.added_variants.length;
  if (count === 0 || !can) return null;
  const names = item.added_variants.map((values) => values.join(" / ")).join(", ");
  return (
    <Button size="sm" className="relative z-1" title={names} isBusy={add.isPending}
      onClick={() => add.mutate(item.id, { onSuccess: ({ added }) => toast.success(added === 1 ? "1 variant is added." : `${added} variants are added.`), onError: (error) => toast.error(messageOf(error)) })}>
      <Plus />{count === 1 ? `Add ${names}` : `Add ${count} variants`}
    </Button>
  );
}

function Item({ item }: { item: ImportItem }) {
  const path = useStorePath();
  const state = stateOf(item);
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3 text-sm has-[a]:hover:bg-sunken/60">
      <div className="min-w-0 flex-1">
        {item.product_id === null ? (
          <p className="font-medium break-words">{item.title}</p>
        ) : (
          <Link href={path(`products/${item.product_id}`)} className="font-medium break-words after:absolute after:inset-0">{item.title}</Link>
        )}
        {state && <p className={cn("line-clamp-2 text-xs wrap-anywhere", item.status === "FAILED" ? "text-danger" : "text-ink-faint")}>{state}</p>}
      </div>
      <AddedVariants item={item} />
      <ImportBadge status={item.status} />
      {item.product_id !== null && <ArrowRight aria-hidden className="size-4 text-ink-faint" />}
    </li>
  );
}

/** The products of an import, each with its own state and the way to it. */
export function ImportItems({ importId, isRunning }: { importId: string; isRunning: boolean }) {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(importItemsQuery(store.id, importId, { page, per_page: 20 }, isRunning));
  if (list.isPending) return <Card className="space-y-3 p-5"><Skeleton className="h-5 w-32" /><Skeleton /><Skeleton className="w-2/3" /></Card>;
  if (list.data === undefined || list.data.total === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Products" className="pb-4" />
      <ul>{list.data.rows.map((item) => <Item key={item.id} item={item} />)}</ul>
      <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />
    </Card>
  );
}
