"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, CloudDownload, ExternalLink, Eye, EyeOff, Quote, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Picture } from "@/features/research/candidate-card";
import { EvidenceDialog } from "@/features/research/evidence-dialog";
import { candidateQuery, useCandidateImport, useReject, useUnwatch, useWatch, type CandidateDetail, type Evidence } from "@/features/research/research-api";
import { ScoreParts } from "@/features/research/score-parts";
import { ScoreRing } from "@/features/research/score-ring";
import { JUDGEMENT, QUALITY, SOURCES, supplierPrice } from "@/features/research/words";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";

const FLAGS: Record<string, string> = {
  battery: "Batteries: carriers and customs have rules of their own.",
  medical: "Health claims need proof; many are not allowed.",
  food: "Food and supplements need approvals.",
  weapon: "Restricted in many countries and by Stripe.",
  brand: "A brand of somebody else: check that it is licensed.",
  children: "Products for children need safety papers (CE, EU toy directive).",
};

const fail = { onError: (error: unknown) => toast.error(messageOf(error)) };

function Actions({ candidate }: { candidate: CandidateDetail }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const bring = useCandidateImport(store.id);
  const watch = useWatch(store.id);
  const unwatch = useUnwatch(store.id);
  const reject = useReject(store.id);
  const itemId = candidate.watchlist_item_id;
  return (
    <>
      {candidate.state !== "REJECTED" && candidate.state !== "IMPORTED" && (
        <Button variant="ghost" isBusy={reject.isPending} onClick={() => reject.mutate(candidate.id, { ...fail, onSuccess: () => router.push(path("research")) })}><Archive />Put away</Button>
      )}
      {itemId ? (
        <Button isBusy={unwatch.isPending} onClick={() => unwatch.mutate(itemId, fail)}><EyeOff />Stop watching</Button>
      ) : (
        <Button isBusy={watch.isPending} onClick={() => watch.mutate({ id: candidate.id, body: {} }, { ...fail, onSuccess: () => toast.success("On your watch list") })}><Eye />Watch</Button>
      )}
      <Button variant="primary" isBusy={bring.isPending} onClick={() => bring.mutate(candidate.id, { ...fail, onSuccess: ({ import_id }) => router.push(path(`imports/${import_id}`)) })}>
        <CloudDownload />{candidate.import_id ? "Open its import" : "Import"}
      </Button>
    </>
  );
}

function Verdict({ candidate, onOpen }: { candidate: CandidateDetail; onOpen: (evidence: Evidence) => void }) {
  if (candidate.judgement === "") return null;
  const judgement = JUDGEMENT[candidate.judgement];
  return (
    <Card>
      <CardHeader title="Claude's verdict" hint="In its words; every sentence cites what it rests on."><Badge tone={judgement.tone}>{judgement.label}</Badge></CardHeader>
      <CardBody>
        <ul className="space-y-2.5">
          {candidate.reasons.map((reason) => {
            const row = candidate.evidence.find(({ id }) => id === reason.evidence_id);
            return (
              <li key={reason.evidence_id + reason.sentence} className="flex gap-2.5 text-sm">
                <Quote aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />
                <span>{reason.sentence}{row && <> <button type="button" onClick={() => onOpen(row)} className="text-xs text-pine underline-offset-4 hover:underline">[{SOURCES[row.reader] ?? row.reader}]</button></>}</span>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}

function Offers({ candidate }: { candidate: CandidateDetail }) {
  return (
    <Card>
      <CardHeader title="Offers" hint="The same thing at several sellers." />
      <ul className="mt-3">
        {candidate.offers.map((offer) => (
          <li key={offer.provider + offer.product_id} className="flex items-center gap-3 border-t border-line px-5 py-2.5 text-sm">
            <span className="min-w-0 flex-1">{SOURCES[offer.provider] ?? offer.provider}<span className="block text-xs break-all text-ink-faint">{offer.product_id}</span></span>
            <span className="tabular-nums">{supplierPrice(offer.price, offer.currency ?? "")}</span>
            {offer.url && <a href={offer.url} target="_blank" rel="noreferrer noopener" aria-label="Open at the supplier" className="text-pine"><ExternalLink className="size-4" /></a>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** One candidate: its score taken apart, the evidence behind each part, the verdict, and what to do with it. */
export function CandidatePage({ candidateId }: { candidateId: string }) {
  const store = useStore();
  const [opened, setOpened] = useState<Evidence | null>(null);
  const query = useQuery(candidateQuery(store.id, candidateId));
  useNamePage(query.data?.title);
  if (query.isError) return <Card><ErrorState error={query.error} onRetry={() => void query.refetch()} /></Card>;
  if (query.data === undefined) return <Skeleton className="h-96 w-full" />;
  const candidate = query.data;
  return (
    <>
      <PageHeader title={candidate.title} hint={`${supplierPrice(candidate.price, candidate.currency)} at ${SOURCES[candidate.provider] ?? candidate.provider}, found for “${candidate.keyword}”`}><Actions candidate={candidate} /></PageHeader>
      <div className="grid gap-5 lg:grid-cols-[1fr_20rem] lg:items-start">
        <div className="space-y-5">
          <Card>
            <CardBody className="flex items-center gap-5">
              <ScoreRing score={candidate.score} size="lg" />
              <div className="min-w-0">
                <Badge tone={QUALITY[candidate.quality].tone}>{QUALITY[candidate.quality].label}</Badge>
                <p className="mt-2 text-sm text-pretty text-ink-soft">{candidate.score === null ? "No source has answered, so there is no score." : `Computed from evidence that covers ${candidate.coverage} % of the weight.`}</p>
              </div>
            </CardBody>
          </Card>
          <Verdict candidate={candidate} onOpen={setOpened} />
          <Card>
            <CardHeader title="How the score is made" hint="Each part opens the stored answers it rests on." />
            <CardBody><ScoreParts parts={candidate.parts} evidence={candidate.evidence} onOpen={setOpened} /></CardBody>
          </Card>
        </div>
        <div className="space-y-5">
          <Picture url={candidate.image_url} className="aspect-square w-full rounded-xl border border-line" />
          {candidate.flags.map((flag) => <Notice key={flag} icon={TriangleAlert} tone="warn">{FLAGS[flag] ?? flag}</Notice>)}
          <Offers candidate={candidate} />
        </div>
      </div>
      {opened && <EvidenceDialog evidence={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
