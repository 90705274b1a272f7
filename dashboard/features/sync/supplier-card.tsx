"use client";

import { useQuery } from "@tanstack/react-query";
import { History, Plus, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { AddVariants } from "@/features/imports/add-variants";
import { SOURCES } from "@/features/research/words";
import { ReactionFields } from "@/features/sync/reaction-fields";
import { mappedQuery, type Mapped } from "@/features/sync/sync-api";
import { stateWords } from "@/features/sync/sync-words";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

const SHOWN = 100;

function lastCheck(rows: Mapped[]): string | null {
  const times = rows.map(({ checked_at: at }) => at).filter((at): at is string => at !== null).sort();
  return times[0] ?? null;
}

function Variant({ row }: { row: Mapped }) {
  const state = stateWords(row.state);
  return (
    <li className="flex items-baseline gap-2 py-1 text-sm">
      <span className="min-w-0 flex-1 truncate" title={row.message || row.title}>{row.title}</span>
      {state && <Badge tone={row.state === "QUARANTINED" ? "warn" : "neutral"}>{state}</Badge>}
      <span className="whitespace-nowrap text-ink-faint tabular-nums">{row.cost === null ? "–" : Number(row.cost).toFixed(2)} {row.currency} · {row.stock ?? "?"}</span>
    </li>
  );
}

/** What the supplier says of a product, how old that is, and what is done when it changes. */
export function SupplierCard({ productId }: { productId: string }) {
  const store = useStore();
  const path = useStorePath();
  const canAdd = useCan()("imports.write");
  const list = useQuery(mappedQuery(store.id, { product_id: productId, page: 1, per_page: SHOWN }));
  const [open, setOpen] = useState<"reactions" | "variants" | null>(null);
  const rows = list.data?.rows ?? [];
  const [first] = rows;
  const checked = lastCheck(rows);
  const isLate = rows.some(({ is_overdue: late }) => late);
  return (
    <Card>
      <CardHeader title={first ? "Supplier" : "History"} {...(first ? { hint: `${SOURCES[first.provider] ?? first.provider} · checked ${checked ? formatAgo(checked, store.time_zone) : "never"}` } : {})}>
        {isLate && <Badge tone="warn">Overdue</Badge>}
        {rows.some(({ is_best_seller: best }) => best) && <Badge tone="copper">Hourly</Badge>}
      </CardHeader>
      <CardBody className="space-y-3 pt-2">
        {first && <ul aria-label="Variants at the supplier: cost and stock" tabIndex={0} className="max-h-44 overflow-y-auto">{rows.map((row) => <Variant key={row.id} row={row} />)}</ul>}
        <div className="flex flex-wrap gap-2">
          {first && canAdd && <Button size="sm" onClick={() => setOpen("variants")}><Plus />Add variants</Button>}
          {first && <Button size="sm" onClick={() => setOpen("reactions")}><SlidersHorizontal />Reactions</Button>}
          <Button size="sm" variant="ghost" asChild><Link href={path(`products/${productId}/history`)}><History />Changes</Link></Button>
        </div>
      </CardBody>
      {/* Their own words, so nothing in here is sent with the product's form. */}
      <Dialog isOpen={open === "reactions"} onOpenChange={(isOpen) => setOpen(isOpen ? "reactions" : null)} title="What is done for this product" description="Each counts at once. What is left as in the store follows the store.">
        <ReactionFields productId={productId} />
      </Dialog>
      <Dialog isOpen={open === "variants"} onOpenChange={(isOpen) => setOpen(isOpen ? "variants" : null)} title="Add variants" description="What the supplier has and this product lacks, named as here and priced by your rules.">
        <AddVariants productId={productId} onDone={() => setOpen(null)} />
      </Dialog>
    </Card>
  );
}
