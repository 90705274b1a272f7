"use client";

import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, PenLine, Sparkles, Undo2, X } from "lucide-react";
import Link from "next/link";
import { useState, type KeyboardEvent } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { components } from "@/lib/api/automation";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";
import type { PageQuery } from "@/lib/api/types";

type Review = components["schemas"]["ProductReviewOutput"];
type Proposal = components["schemas"]["ProposalOutput"];
type Verb = "accept" | "reject" | "edit" | "undo";

const NAMES: Record<string, string> = { title: "Title", description_html: "Description", seo_title: "Title in search", seo_description: "Text in search" };
const STATES: Record<Proposal["state"], { label: string; tone: Tone }> = {
  PROPOSED: { label: "To decide", tone: "info" }, ACCEPTED: { label: "Accepted", tone: "good" }, REJECTED: { label: "Rejected", tone: "neutral" }, EDITED: { label: "Your words", tone: "copper" },
};
const BASE = "/api/v1/automation/stores/{store_id}/reviews" as const;

const reviewsQuery = (storeId: string, query: PageQuery) =>
  queryOptions({
    queryKey: ["store", storeId, "reviews", query],
    queryFn: ({ signal }) => pageOf(automation.GET(BASE, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });

function useDecide(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, text }: { id: string; verb: Verb; text?: string }) => {
      const params = { path: { store_id: storeId, text_proposal_id: id } };
      if (verb === "edit") return dataOf(automation.POST(`${BASE}/proposals/{text_proposal_id}/edit`, { params, body: { text: text ?? "" } }));
      if (verb === "accept") return dataOf(automation.POST(`${BASE}/proposals/{text_proposal_id}/accept`, { params }));
      if (verb === "reject") return dataOf(automation.POST(`${BASE}/proposals/{text_proposal_id}/reject`, { params }));
      return dataOf(automation.POST(`${BASE}/proposals/{text_proposal_id}/undo`, { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["store", storeId, "reviews"] }),
  });
}

function useDecideAll(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ productId, verb }: { productId: string; verb: "accept" | "reject" | "undo" }) => {
      const params = { path: { store_id: storeId, reviewed_id: productId } };
      if (verb === "accept") return dataOf(automation.POST(`${BASE}/products/{reviewed_id}/accept`, { params }));
      if (verb === "reject") return dataOf(automation.POST(`${BASE}/products/{reviewed_id}/reject`, { params }));
      return dataOf(automation.POST(`${BASE}/products/{reviewed_id}/undo`, { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["store", storeId, "reviews"] }),
  });
}

/** Markup as the words a reader sees; the source is shown, never run. */
function plain(field: string, text: string): string {
  if (field !== "description_html") return text;
  const spaced = text.replace(/<li[^>]*>/gi, "• ").replace(/<\/(?:p|li|ul|ol|h\d|div)>|<br ?\/?>/gi, "$&\n");
  return (new DOMParser().parseFromString(spaced, "text/html").body.textContent ?? "").replace(/\n\s*\n+/g, "\n").trim();
}

function ProposalRow({ proposal, canWrite }: { proposal: Proposal; canWrite: boolean }) {
  const store = useStore();
  const decide = useDecide(store.id);
  const [own, setOwn] = useState<string | null>(null);
  const name = NAMES[proposal.field] ?? proposal.field;
  const state = STATES[proposal.state];
  function run(verb: Verb, text?: string) {
    decide.mutate({ id: proposal.id, verb, ...(text === undefined ? {} : { text }) }, { onSuccess: () => setOwn(null), onError: (error) => toast.error(messageOf(error)) });
  }
  function onKey(event: KeyboardEvent<HTMLLIElement>) {
    if (!canWrite || event.target instanceof HTMLTextAreaElement || event.metaKey || event.ctrlKey || decide.isPending) return;
    const verb = ({ a: "accept", r: "reject", u: "undo" } as const)[event.key];
    if (verb !== undefined && (verb === "undo") === (proposal.state !== "PROPOSED")) run(verb);
    if (event.key === "e") { event.preventDefault(); setOwn(proposal.applied_text); }
  }
  return (
    <li tabIndex={0} onKeyDown={onKey} aria-label={`${name}: ${state.label}`} className="border-t border-line px-5 py-4 text-sm first:border-t-0">
      <div className="flex flex-wrap items-center gap-2"><span className="font-medium">{name}</span><Badge tone={state.tone}>{state.label}</Badge><span className="text-xs text-ink-faint" title={`Prompt ${proposal.prompt_hash}`}>{proposal.model} · {proposal.input_tokens + proposal.output_tokens} tokens · {proposal.cost_usd} USD</span></div>
      <div className="mt-2.5 grid gap-3 sm:grid-cols-2">
        <div className="rounded-lg bg-sunken/60 px-3.5 py-2.5"><p className="mb-1 text-xs text-ink-faint">Supplier</p><p className="max-h-60 overflow-auto break-words whitespace-pre-line">{plain(proposal.field, proposal.source_text) || "–"}</p></div>
        <div className="rounded-lg bg-pine-soft/60 px-3.5 py-2.5"><p className="mb-1 text-xs text-ink-faint">{proposal.state === "EDITED" ? "Yours" : "Claude"}</p><p className="max-h-60 overflow-auto break-words whitespace-pre-line">{plain(proposal.field, proposal.state === "EDITED" ? proposal.applied_text : proposal.ai_text)}</p></div>
      </div>
      {own !== null && (
        <div className="mt-3 space-y-2"><Field label="Your words">{(control) => <Textarea {...control} rows={proposal.field === "description_html" ? 8 : 3} value={own} onChange={(event) => setOwn(event.target.value)} autoFocus />}</Field><div className="flex gap-2"><Button size="sm" variant="primary" disabled={own.trim() === ""} isBusy={decide.isPending} onClick={() => run("edit", own)}>Save</Button><Button size="sm" onClick={() => setOwn(null)}>Cancel</Button></div></div>
      )}
      {canWrite && own === null && (
        <div className="mt-3 flex flex-wrap gap-2">
          {proposal.state === "PROPOSED" && <Button size="sm" variant="primary" isBusy={decide.isPending} onClick={() => run("accept")}><Check />Accept</Button>}
          {proposal.state === "PROPOSED" && <Button size="sm" disabled={decide.isPending} onClick={() => run("reject")}><X />Reject</Button>}
          {proposal.state !== "PROPOSED" && <Button size="sm" disabled={decide.isPending} onClick={() => run("undo")}><Undo2 />Undo</Button>}
          <Button size="sm" variant="ghost" onClick={() => setOwn(proposal.applied_text)}><PenLine />Edit</Button>
        </div>
      )}
    </li>
  );
}

function ProductCard({ review }: { review: Review }) {
  const store = useStore();
  const path = useStorePath();
  const canWrite = useCan()("imports.write");
  const all = useDecideAll(store.id);
  const run = (verb: "accept" | "reject" | "undo") => all.mutate({ productId: review.product_id, verb }, { onError: (error) => toast.error(messageOf(error)) });
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-3 px-5 py-4">
        <Link className="min-w-0 flex-1 font-medium break-words hover:underline" href={path(`products/${review.product_id}`)}>{review.title}</Link>
        {canWrite && review.open_count > 0 && <Button size="sm" variant="primary" isBusy={all.isPending} onClick={() => run("accept")}><Check />Accept all</Button>}
        {canWrite && review.open_count > 0 && <Button size="sm" disabled={all.isPending} onClick={() => run("reject")}><X />Reject all</Button>}
        {canWrite && review.open_count < review.proposals.length && <Button size="sm" variant="ghost" disabled={all.isPending} onClick={() => run("undo")}><Undo2 />Undo all</Button>}
      </div>
      <ul className="border-t border-line">{review.proposals.map((proposal) => <ProposalRow key={proposal.id} proposal={proposal} canWrite={canWrite} />)}</ul>
    </Card>
  );
}

export function ReviewScreen() {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(reviewsQuery(store.id, { page, per_page: 10 }));
  return (
    <>
      <PageHeader title="Review" hint="What Claude wrote, beside the supplier’s words. Keys: a accept, r reject, e edit, u undo." />
      {list.isPending && <CardSkeleton lines={6} />}
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <Card><EmptyState icon={Sparkles} title="Nothing to review"><p>Import a product with a rewrite; each text then waits here for your word.</p></EmptyState></Card>}
      <div className="space-y-5">{list.data?.rows.map((review) => <ProductCard key={review.product_id} review={review} />)}</div>
      {list.data && list.data.total > list.data.perPage && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </>
  );
}
