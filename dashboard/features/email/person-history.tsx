"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ConsentBadge } from "@/features/email/audience";
import { historyQuery, personQuery } from "@/features/email/email-api";
import { ConsentProofs } from "@/features/email/consent-proofs";
import { historySentence } from "@/features/email/email-words";
import { ErasePerson } from "@/features/email/erase-person";
import { Pagination } from "@/features/lists/pagination";
import { useStore } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { formatDateTime } from "@/lib/format/time";

/** Everything that happened to one person, and what did not, each with its reason. */
export function PersonHistory({ contactId }: { contactId: string }) {
  const store = useStore();
  const [page, setPage] = useState(1);
  const person = useQuery(personQuery(store.id, contactId));
  const history = useQuery(historyQuery(store.id, contactId, { page, per_page: 50 }));
  useNamePage(person.data?.email);
  if (person.data === undefined) return person.isError ? <ErrorState error={person.error} onRetry={() => void person.refetch()} /> : <CardSkeleton lines={6} />;
  const { email, name, orders_count: orders, tags } = person.data;
  return (
    <>
      <PageHeader title={name || email} badge={<ConsentBadge person={person.data} />} hint={[name ? email : "", `${orders} order${orders === 1 ? "" : "s"}`, tags.join(", ")].filter(Boolean).join(" · ")}><ErasePerson email={email} /></PageHeader>
      <Card>
        <CardHeader title="Why, and why not" hint="Newest first." className="pb-4" />
        {history.isError && history.data === undefined && <ErrorState error={history.error} onRetry={() => void history.refetch()} />}
        {history.data?.rows.length === 0 && <EmptyState icon={History} title="Nothing yet" />}
        <ol className="text-sm">
          {history.data?.rows.map((row, index) => (
            <li key={`${row.at}-${index}`} className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line px-5 py-2.5">
              <span className="min-w-0">
                <span className="font-medium">{historySentence(row.kind, row.reason)}</span>
                <span className="block text-xs text-ink-faint">{[row.flow_name, row.subject, row.is_machine ? "by a machine, not counted" : ""].filter(Boolean).join(" · ")}</span>
              </span>
              <time dateTime={row.at} className="text-xs whitespace-nowrap text-ink-faint">{formatDateTime(row.at, store.time_zone)}</time>
            </li>
          ))}
        </ol>
        {history.data && <Pagination page={history.data.page} perPage={history.data.perPage} total={history.data.total} onPage={setPage} />}
      </Card>
      <div className="mt-6"><ConsentProofs email={email} /></div>
    </>
  );
}
