"use client";

import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, PenLine, Sparkles, Undo2, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { stepFrom, useReviewKeys, type KeyVerb } from "@/features/reviews/review-keys";
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

const DONE: Record<Verb, string> = { accept: "accepted", reject: "rejected", undo: "to decide again", edit: "saved in your words" };

type RowProps = { proposal: Proposal; canWrite: boolean; isCurrent: boolean; isBusy: boolean; isEditing: boolean; onHere: () => void; onVerb: (verb: KeyVerb) => void; onEdited: (text: string | null) => void };

function OwnWords({ proposal, isBusy, onEdited }: Pick<RowProps, "proposal" | "isBusy" | "onEdited">) {
  const [own, setOwn] = useState(proposal.applied_text);
  return (
    <div className="mt-3 space-y-2">
      <Field label="Your words">{(control) => <Textarea {...control} rows={proposal.field === "description_html" ? 8 : 3} value={own} onChange={(event) => setOwn(event.target.value)} autoFocus />}</Field>
      <div className="flex gap-2"><Button size="sm" variant="primary" disabled={own.trim() === ""} isBusy={isBusy} onClick={() => onEdited(own)}>Save</Button><Button size="sm" onClick={() => onEdited(null)}>Cancel</Button></div>
    </div>
  );
}

function ProposalRow({ proposal, canWrite, isCurrent, isBusy, isEditing, onHere, onVerb, onEdited }: RowProps) {
  const name = NAMES[proposal.field] ?? proposal.field;
  const state = STATES[proposal.state];
  return (
    <li id={`text-${proposal.id}`} tabIndex={-1} onFocus={onHere} onMouseDown={onHere} aria-current={isCurrent || undefined} aria-label={`${name}: ${state.label}`} className={cn("scroll-my-24 border-t border-line px-5 py-4 text-sm outline-none first:border-t-0", isCurrent && "shadow-[inset_3px_0_0_var(--color-pine)]")}>
      <div className="flex flex-wrap items-center gap-2"><span className="font-medium">{name}</span><Badge tone={state.tone}>{state.label}</Badge><span className="text-xs text-ink-faint" title={`Prompt ${proposal.prompt_hash}`}>{proposal.model} · {proposal.input_tokens + proposal.output_tokens} tokens · {proposal.cost_usd} USD</span></div>
      <div className="mt-2.5 grid gap-3 sm:grid-cols-2">
        <div className="rounded-lg bg-sunken/60 px-3.5 py-2.5"><p className="mb-1 text-xs text-ink-faint">Supplier</p><p className="max-h-60 overflow-auto break-words whitespace-pre-line">{plain(proposal.field, proposal.source_text) || "–"}</p></div>
        <div className="rounded-lg bg-pine-soft/60 px-3.5 py-2.5"><p className="mb-1 text-xs text-ink-faint">{proposal.state === "EDITED" ? "Yours" : "Claude"}</p><p className="max-h-60 overflow-auto break-words whitespace-pre-line">{plain(proposal.field, proposal.state === "EDITED" ? proposal.applied_text : proposal.ai_text)}</p></div>
      </div>
      {isEditing && <OwnWords proposal={proposal} isBusy={isBusy} onEdited={onEdited} />}
      {canWrite && !isEditing && (
        <div className="mt-3 flex flex-wrap gap-2">
          {proposal.state === "PROPOSED" && <Button size="sm" variant="primary" isBusy={isBusy} onClick={() => onVerb("accept")}><Check />Accept</Button>}
          {proposal.state === "PROPOSED" && <Button size="sm" disabled={isBusy} onClick={() => onVerb("reject")}><X />Reject</Button>}
          {proposal.state !== "PROPOSED" && <Button size="sm" disabled={isBusy} onClick={() => onVerb("undo")}><Undo2 />Undo</Button>}
          <Button size="sm" variant="ghost" onClick={() => onVerb("edit")}><PenLine />Edit</Button>
        </div>
      )}
    </li>
  );
}

type CardProps = { review: Review; rowOf: (proposal: Proposal) => Omit<RowProps, "proposal" | "canWrite">; onAll: (verb: "accept" | "reject" | "undo") => void; isBusy: boolean };

function ProductCard({ review, rowOf, onAll, isBusy }: CardProps) {
  const path = useStorePath();
  const canWrite = useCan()("imports.write");
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-center gap-3 px-5 py-4">
        <Link className="min-w-0 flex-1 basis-56 font-medium wrap-anywhere hover:underline" href={path(`products/${review.product_id}`)}>{review.title}</Link>
        {canWrite && review.open_count > 0 && <Button size="sm" variant="primary" isBusy={isBusy} onClick={() => onAll("accept")}><Check />Accept all</Button>}
        {canWrite && review.open_count > 0 && <Button size="sm" disabled={isBusy} onClick={() => onAll("reject")}><X />Reject all</Button>}
        {canWrite && review.open_count < review.proposals.length && <Button size="sm" variant="ghost" disabled={isBusy} onClick={() => onAll("undo")}><Undo2 />Undo all</Button>}
      </div>
      <ul className="border-t border-line">{review.proposals.map((proposal) => <ProposalRow key={proposal.id} proposal={proposal} canWrite={canWrite} {...rowOf(proposal)} />)}</ul>
    </Card>
  );
}

/** Decides texts one by one, tells what became of each, and goes on to the next that waits. */
function useReviewing(reviews: Review[]) {
  const store = useStore();
  const canWrite = useCan()("imports.write");
  const decide = useDecide(store.id);
  const all = useDecideAll(store.id);
  const [editing, setEditing] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const rows = reviews.flatMap(({ proposals }) => proposals);
  const nameOf = (id: string | null) => { const row = rows.find((one) => one.id === id); return row === undefined ? "" : (NAMES[row.field] ?? row.field); };
  const { current, setChosen } = useReviewKeys({ rows, isOn: canWrite && editing === null && !decide.isPending, onVerb: act });

  function run(id: string, verb: Verb, text?: string) {
    const next = verb === "undo" ? id : stepFrom(rows.filter((row) => row.id === id || row.state === "PROPOSED"), id, 1);
    decide.mutate({ id, verb, ...(text === undefined ? {} : { text }) }, {
      onSuccess: () => {
        setEditing(null);
        setChosen(next);
        setSaid(`${nameOf(id)} ${DONE[verb]}.${next !== null && next !== id ? ` Next: ${nameOf(next)}.` : ""}`);
        if (next !== null && next !== id) document.getElementById(`text-${next}`)?.focus();
      },
      onError: (error) => { setSaid(messageOf(error)); toast.error(messageOf(error)); },
    });
  }
  function act(id: string, verb: KeyVerb) {
    setChosen(id);
    if (verb === "edit") setEditing(id);
    else run(id, verb);
  }
  const rowOf = ({ id }: Proposal) => ({
    isCurrent: id === current,
    isBusy: decide.isPending && decide.variables.id === id,
    isEditing: id === editing,
    onHere: () => setChosen(id),
    onVerb: (verb: KeyVerb) => act(id, verb),
    onEdited: (text: string | null) => { if (text === null) setEditing(null); else run(id, "edit", text); },
  });
  const decideAll = (productId: string, verb: "accept" | "reject" | "undo") =>
    all.mutate({ productId, verb }, { onSuccess: () => setSaid(`All texts ${DONE[verb]}.`), onError: (error) => toast.error(messageOf(error)) });
  return { said, rowOf, decideAll, busyProduct: all.isPending ? all.variables.productId : null };
}

export function ReviewScreen() {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(reviewsQuery(store.id, { page, per_page: 10 }));
  const { said, rowOf, decideAll, busyProduct } = useReviewing(list.data?.rows ?? []);
  return (
    <>
      <PageHeader title="Review" hint="What Claude wrote, beside the supplier’s words. Keys: a accept, r reject, e edit, u undo, j next, k back." />
      <p role="status" className="sr-only">{said}</p>
      {list.isPending && <CardSkeleton lines={6} />}
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <Card><EmptyState icon={Sparkles} title="Nothing to review"><p>Import a product with a rewrite; each text then waits here for your word.</p></EmptyState></Card>}
      <div className="space-y-5">{list.data?.rows.map((review) => <ProductCard key={review.product_id} review={review} rowOf={rowOf} isBusy={busyProduct === review.product_id} onAll={(verb) => decideAll(review.product_id, verb)} />)}</div>
      {list.data && list.data.total > list.data.perPage && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </>
  );
}
