"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useStore } from "@/features/session/store-context";
import { core, dataOf } from "@/lib/api/client";
import { formatDateTime } from "@/lib/format/time";

const STATES: Record<string, string> = { PENDING: "Asked, and was sent a link", SUBSCRIBED: "Agreed", UNSUBSCRIBED: "Left" };
const SOURCES: Record<string, string> = {
  NEWSLETTER_FORM: "by the form in the shop",
  CHECKOUT: "at the checkout",
  ACCOUNT: "in the account",
  CONFIRMATION_LINK: "by the link in the mail",
  PREFERENCE_PAGE: "on the page of mail preferences",
  UNSUBSCRIBE_LINK: "by the link below a mail",
  ONE_CLICK: "by the button of the mail program",
  COMPLAINT: "by marking a mail as spam",
  PROVIDER: "by the mail service",
  MERCHANT: "by you",
};

function proofsQuery(storeId: string, email: string) {
  return queryOptions({
    queryKey: ["store", storeId, "consent-proofs", email],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/consent/proofs", { params: { path: { store_id: storeId }, query: { email } }, signal })),
  });
}

/** What can be shown to an authority: who agreed to which words, when and where. It survives the erasure of the address. */
export function ConsentProofs({ email }: { email: string }) {
  const store = useStore();
  const list = useQuery(proofsQuery(store.id, email));
  const isErased = list.data !== undefined && list.data.length > 0 && list.data.every((proof) => proof.is_erased);
  return (
    <Card>
      <CardHeader title="Proof of consent" hint={isErased ? "The address was erased; words, times and a fingerprint of it are kept." : "Who agreed to which words, when and where."} className="pb-4" />
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <EmptyState icon={ShieldCheck} title="Never asked"><p>This person has neither agreed nor objected to your news.</p></EmptyState>}
      <ol className="text-sm">
        {list.data?.map((proof, index) => (
          <li key={`${proof.at}-${index}`} className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line px-5 py-2.5">
            <span className="min-w-0">
              <span className="font-medium">{STATES[proof.state] ?? proof.state}</span> {SOURCES[proof.source] ?? proof.source}
              {proof.wording !== "" && <span className="block text-xs text-ink-faint">“{proof.wording}”</span>}
            </span>
            <time dateTime={proof.at} className="text-xs whitespace-nowrap text-ink-faint">{formatDateTime(proof.at, store.time_zone)}</time>
          </li>
        ))}
      </ol>
    </Card>
  );
}
