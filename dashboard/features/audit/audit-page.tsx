"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, ScrollText, SearchX } from "lucide-react";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { auditExportHref, auditQuery } from "@/features/audit/audit-api";
import { ACTORS, AuditEntries } from "@/features/audit/audit-entries";
import { verbWords } from "@/features/audit/change-words";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { NotForYou } from "@/features/session/not-for-you";
import { useCan, useMerchantId } from "@/features/session/permissions";
import { useMember } from "@/features/session/store-context";
import type { AuditQuery } from "@/lib/api/types";

const FILTERS = ["actor", "actor_kind", "verb", "store_id", "from", "to"] as const;
const NOUNS = ["member", "invitation", "role", "team", "ownership", "user", "api_key", "merchant", "store", "theme", "redirect", "order", "fulfillment", "discount", "shipping_zone", "stock_settings", "tax_rate", "tax_settings", "plan", "subscription", "payouts", "purchase_settings", "offer", "export"];
const day = z.iso.date().optional().catch(undefined);
const filterSchema = z.object({
  actor: z.string().max(254).catch(""),
  actor_kind: z.enum(["USER", "API_KEY", "AUTOMATION", "STAFF", "SYSTEM"]).optional().catch(undefined),
  verb: z.string().max(80).catch(""),
  store_id: z.uuid().optional().catch(undefined),
  from: day,
  to: day,
});

/** Days as moments: from the first instant of `from` to the last of `to`, by this browser's clock. */
function queryOf(values: Record<(typeof FILTERS)[number], string>): AuditQuery {
  const { from, to, ...rest } = filterSchema.parse(values);
  const query: AuditQuery = { ...rest };
  if (from !== undefined) query.since = new Date(`${from}T00:00:00`).toISOString();
  if (to !== undefined) {
    const after = new Date(`${to}T00:00:00`);
    after.setDate(after.getDate() + 1);
    query.until = after.toISOString();
  }
  return query;
}

function Log() {
  const merchantId = useMerchantId();
  const { stores } = useMember();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const query = queryOf(values);
  const list = useQuery(auditQuery(merchantId, { ...query, page, per_page: 50 }));
  const rows = list.data?.rows;
  return (
    <>
      <PageHeader title="Audit log" hint="Who changed what, and when. Nobody can rewrite it.">
        <Button asChild><a href={auditExportHref(merchantId, query)} download><Download />Export CSV</a></Button>
      </PageHeader>
      <Card>
        <div className="flex flex-wrap gap-2 border-b border-line p-3">
          <SearchBox label="Who: name or e-mail" value={values.actor} onChange={(actor) => change({ actor })} />
          <Select aria-label="Kind of actor" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.actor_kind} onChange={(event) => change({ actor_kind: event.target.value })}>
            <option value="">Anybody</option>
            {Object.entries(ACTORS).map(([value, { label }]) => <option key={value} value={value}>{label}</option>)}
          </Select>
          <Select aria-label="About" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.verb} onChange={(event) => change({ verb: event.target.value })}>
            <option value="">Anything</option>
            {NOUNS.map((noun) => <option key={noun} value={noun}>{verbWords(noun)}</option>)}
          </Select>
          {stores.length > 1 && (
            <Select aria-label="Store" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.store_id} onChange={(event) => change({ store_id: event.target.value })}>
              <option value="">All stores</option>
              {stores.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
            </Select>
          )}
          <Input type="date" aria-label="From" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.from} onChange={(event) => change({ from: event.target.value })} />
          <Input type="date" aria-label="To" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.to} onChange={(event) => change({ to: event.target.value })} />
        </div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <CardSkeleton lines={8} className="border-0" />}
        {rows?.length === 0 && !isFiltered && page === 1 && <EmptyState icon={ScrollText} title="Nothing yet"><p>Changes to people, money and settings appear here.</p></EmptyState>}
        {rows?.length === 0 && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No entry matches" actions={<Button onClick={reset}>Clear filters</Button>} />}
        {rows !== undefined && rows.length > 0 && <AuditEntries rows={rows} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}

export function AuditPage() {
  if (!useCan()("audit.read")) return <NotForYou title="Audit log" />;
  return <Log />;
}
