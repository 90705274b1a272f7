"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Calculator, PenLine, Plus, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Switch } from "@/components/ui/switch";
import { collectionListQuery } from "@/features/collections/collection-api";
import { MarginCard } from "@/features/pricing/margin-card";
import { rulesQuery, runsQuery, usePreview, useRuleChange, useRuleDelete, type PriceRule } from "@/features/pricing/pricing-api";
import { ruleWords, runWords } from "@/features/pricing/pricing-words";
import { RatesCard } from "@/features/pricing/rates-card";
import { RefusedCard } from "@/features/pricing/refused-card";
import { RuleForm } from "@/features/pricing/rule-form";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo } from "@/lib/format/time";

type StoredRule = PriceRule & { id: string };
const told = (error: Error) => { toast.error(messageOf(error)); };

function useLook() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const preview = usePreview(store.id);
  const look = (ruleId: string | null) => preview.mutate(ruleId, { onSuccess: (run) => router.push(path(`pricing/runs/${run.id}`)), onError: told });
  return { look, isBusy: preview.isPending };
}

type RuleProps = { rule: StoredRule; at: number; count: number; collections: ReadonlyMap<string, string>; onEdit: () => void };

function RuleRow({ rule, at, count, collections, onEdit }: RuleProps) {
  const store = useStore();
  const can = useCan()("pricing.write");
  const change = useRuleChange(store.id);
  const remove = useRuleDelete(store.id);
  const preview = useLook();
  const move = (position: number) => change.mutate({ rule, change: { position } }, { onError: told });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 text-sm">
      <span className="tabular-nums text-ink-faint">{at + 1}</span>
      <span className="min-w-48 flex-1"><span className="font-medium break-words">{rule.name}</span> {!rule.is_active && <Badge>Off</Badge>}<span className="block text-ink-faint">{ruleWords(rule, store.currency, collections)}</span></span>
      {can && (
        <span className="flex items-center gap-0.5">
          <Switch className="mr-2" aria-label={`Use ${rule.name}`} checked={rule.is_active} disabled={change.isPending} onCheckedChange={(isOn) => change.mutate({ rule, change: { is_active: isOn } }, { onError: told })} />
          <Button size="icon-sm" variant="ghost" aria-label={`Move ${rule.name} up`} disabled={at === 0 || change.isPending} onClick={() => move(at - 1)}><ArrowUp /></Button>
          <Button size="icon-sm" variant="ghost" aria-label={`Move ${rule.name} down`} disabled={at === count - 1 || change.isPending} onClick={() => move(at + 1)}><ArrowDown /></Button>
          <Button size="icon-sm" variant="ghost" aria-label={`Preview the prices of ${rule.name}`} disabled={!rule.is_active} isBusy={preview.isBusy} onClick={() => preview.look(rule.id)}><Calculator /></Button>
          <Button size="icon-sm" variant="ghost" aria-label={`Change ${rule.name}`} onClick={onEdit}><PenLine /></Button>
          <Button size="icon-sm" variant="ghost" aria-label={`Delete ${rule.name}`} isBusy={remove.isPending} onClick={() => remove.mutate(rule.id, { onError: told })}><Trash2 /></Button>
        </span>
      )}
    </li>
  );
}

function Rules() {
  const store = useStore();
  const can = useCan()("pricing.write");
  const rules = useQuery(rulesQuery(store.id));
  const shelves = useQuery(collectionListQuery(store.id, { per_page: 100 }));
  const [edited, setEdited] = useState<StoredRule | "new" | null>(null);
  if (rules.isPending) return <CardSkeleton lines={3} />;
  if (rules.data === undefined) return <Card><ErrorState error={rules.error} onRetry={() => void rules.refetch()} /></Card>;
  const rows = rules.data.rules.filter((rule): rule is StoredRule => rule.id !== null);
  const collections = new Map(shelves.data?.rows.map(({ id, title }) => [id, title]));
  return (
    <Card>
      <CardHeader title="Rules" hint={rows.length > 1 ? "From top to bottom; the first that covers a product counts." : undefined} />
      <CardBody>
        {rules.data.default !== null && <p className="text-sm text-ink-soft">{rules.data.default}, ending in .99. It holds until you have a rule of your own.</p>}
        <ol className="divide-y divide-line">
          {rows.map((rule, at) => <RuleRow key={rule.id} rule={rule} at={at} count={rows.length} collections={collections} onEdit={() => setEdited(rule)} />)}
        </ol>
        {edited === null && can && <Button size="sm" className="mt-3" onClick={() => setEdited("new")}><Plus />Add rule</Button>}
        {edited !== null && <div className="mt-4 border-t border-line pt-4"><RuleForm key={edited === "new" ? "new" : edited.id} rule={edited === "new" ? null : edited} onDone={() => setEdited(null)} /></div>}
      </CardBody>
    </Card>
  );
}

function Runs() {
  const store = useStore();
  const path = useStorePath();
  const runs = useQuery(runsQuery(store.id));
  if (runs.data === undefined || runs.data.rows.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Previews and runs" hint="Each can be opened, and what was applied can be undone." className="pb-4" />
      <ul className="text-sm">
        {runs.data.rows.map((run) => (
          <li key={run.id} className="border-t border-line"><Link className="flex flex-wrap items-center gap-3 px-5 py-3 hover:bg-sunken" href={path(`pricing/runs/${run.id}`)}><Badge tone={run.state === "APPLIED" ? "good" : run.state === "FAILED" ? "bad" : "neutral"}>{runWords(run.state)}</Badge><span className="flex-1">{Object.values(run.counts).reduce((sum, count) => sum + count, 0)} variants</span><span className="text-ink-faint">{formatAgo(run.created_at, store.time_zone)}</span></Link></li>
        ))}
      </ul>
    </Card>
  );
}

export function PriceRules() {
  const can = useCan()("pricing.write");
  const preview = useLook();
  return (
    <>
      <PageHeader title="Price rules" hint="Prices out of costs. Nothing changes before you have seen the table.">
        {can && <Button variant="primary" isBusy={preview.isBusy} onClick={() => preview.look(null)}><Calculator />Preview prices</Button>}
      </PageHeader>
      <div className="space-y-5">
        <Rules />
        <MarginCard />
        <RatesCard />
        <Runs />
        <RefusedCard />
      </div>
    </>
  );
}
