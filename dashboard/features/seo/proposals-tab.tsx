"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, PenLine, Sparkles, Undo2, X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Textarea } from "@/components/ui/input";
import { Field } from "@/components/ui/field";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { fieldName, reasonName } from "@/features/seo/reason-names";
import { proposalsQuery, useProposalVerb, type ProposalStatus } from "@/features/seo/seo-api";
import { wordDiff } from "@/features/seo/word-diff";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { SeoProposal } from "@/lib/api/types";

const STATES: { value: ProposalStatus; label: string; tone: Tone }[] = [
  { value: "OPEN", label: "To decide", tone: "info" },
  { value: "ACCEPTED", label: "Accepted", tone: "good" },
  { value: "REJECTED", label: "Rejected", tone: "neutral" },
  { value: "UNDONE", label: "Undone", tone: "neutral" },
  { value: "STALE", label: "Overtaken", tone: "warn" },
];

function Diff({ before, after }: { before: string; after: string }) {
  if (before === "") return <p className="break-words"><ins className="rounded bg-pine-soft px-0.5 no-underline">{after}</ins></p>;
  return (
    <p className="break-words">
      {wordDiff(before, after).map((part, index) =>
        part.kind === "same" ? <span key={index}>{part.text}</span>
          : part.kind === "added" ? <ins key={index} className="rounded bg-pine-soft px-0.5 no-underline">{part.text}</ins>
            : <del key={index} className="rounded bg-danger-soft px-0.5">{part.text}</del>,
      )}
    </p>
  );
}

function ProposalCard({ proposal }: { proposal: SeoProposal }) {
  const store = useStore();
  const can = useCan()("seo.write");
  const verb = useProposalVerb(store.id);
  const [own, setOwn] = useState<string | null>(null);
  const state = STATES.find(({ value }) => value === proposal.status);
  function run(name: "accept" | "reject" | "undo", said: string) {
    const value = name === "accept" && own !== null ? { value: own } : {};
    verb.mutate({ id: proposal.id, verb: name, ...value }, { onSuccess: () => { toast.success(said); setOwn(null); }, onError: (error) => toast.error(messageOf(error)) });
  }
  return (
    <li className="border-t border-line px-5 py-4 text-sm first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="font-medium break-words">{proposal.page_title}</span>
        <Badge>{fieldName(proposal.field)}</Badge>
        {proposal.status !== "OPEN" && state && <Badge tone={state.tone}>{state.label}</Badge>}
        <span className="text-xs text-ink-faint">{proposal.written_by === "AI" ? "by Claude" : "by rule"} · {proposal.reasons.map(reasonName).join(", ")}</span>
      </div>
      <div className="mt-2.5 rounded-lg bg-sunken/60 px-3.5 py-2.5">
        {own === null ? <Diff before={proposal.before} after={proposal.after} /> : (
          <Field label="Your words">{(control) => <Textarea {...control} value={own} onChange={(event) => setOwn(event.target.value)} rows={3} autoFocus />}</Field>
        )}
      </div>
      {proposal.message && <p className="mt-2 text-ink-faint">{proposal.message}</p>}
      {can && proposal.status === "OPEN" && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button size="sm" variant="primary" isBusy={verb.isPending} disabled={own?.trim() === ""} onClick={() => run("accept", "It is in your shop.")}><Check />Accept</Button>
          <Button size="sm" onClick={() => setOwn(own === null ? proposal.after : null)}><PenLine />{own === null ? "Change the words" : "Leave as proposed"}</Button>
          <Button size="sm" variant="ghost" disabled={verb.isPending} onClick={() => run("reject", "Turned down; it will not be proposed again.")}><X />Reject</Button>
        </div>
      )}
      {can && proposal.status === "ACCEPTED" && (
        <Button size="sm" className="mt-3" isBusy={verb.isPending} onClick={() => run("undo", "The old words are back.")}><Undo2 />Undo</Button>
      )}
    </li>
  );
}

export function ProposalsTab() {
  const store = useStore();
  const [status, setStatus] = useState<ProposalStatus>("OPEN");
  const [page, setPage] = useState(1);
  const list = useQuery(proposalsQuery(store.id, { page, per_page: 20, status }));
  return (
    <Card>
      <div className="border-b border-line">
        <FilterTabs label="State" value={status} options={STATES} onChange={(next) => { setStatus(STATES.find(({ value }) => value === next)?.value ?? "OPEN"); setPage(1); }} />
      </div>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <CardSkeleton lines={4} className="border-0" />}
      {list.data?.rows.length === 0 && (
        <EmptyState icon={Sparkles} title="Nothing here"><p>Proposals come with each audit. Nothing changes in your shop until you accept one.</p></EmptyState>
      )}
      <ul aria-busy={list.isPlaceholderData}>{list.data?.rows.map((row) => <ProposalCard key={row.id} proposal={row} />)}</ul>
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </Card>
  );
}
