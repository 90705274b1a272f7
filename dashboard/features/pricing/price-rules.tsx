"use client";

import { useQuery } from "@tanstack/react-query";
import { Calculator, PenLine, Plus, Trash2 } from "lucide-react";
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
import { RuleForm } from "@/features/pricing/rule-form";
import { ruleWords, runWords } from "@/features/pricing/pricing-words";
import { rulesQuery, runsQuery, usePreview, useRuleDelete, type PriceRule } from "@/features/pricing/pricing-api";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo } from "@/lib/format/time";

export function PriceRules() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const can = useCan()("pricing.write");
  const rules = useQuery(rulesQuery(store.id));
  const runs = useQuery(runsQuery(store.id));
  const preview = usePreview(store.id);
  const remove = useRuleDelete(store.id);
  const [edited, setEdited] = useState<PriceRule | "new" | null>(null);
  function look() {
    preview.mutate(undefined, { onSuccess: (run) => router.push(path(`pricing/runs/${run.id}`)), onError: (error) => toast.error(messageOf(error)) });
  }
  return (
    <>
      <PageHeader title="Price rules" hint="Prices out of costs. Nothing changes before you have seen the table.">
        {can && <Button variant="primary" isBusy={preview.isPending} onClick={look}><Calculator />Preview prices</Button>}
      </PageHeader>
      <div className="space-y-5">
        {rules.isPending && <CardSkeleton lines={3} />}
        {rules.isError && rules.data === undefined && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.data && (
          <Card>
            <CardHeader title="Rules" />
            <CardBody>
              {rules.data.default !== null && <p className="text-sm text-ink-soft">{rules.data.default}, ending in .99. It holds until you have a rule of your own.</p>}
              <ol className="divide-y divide-line">
                {rules.data.rules.map((rule, at) => (
                  <li key={rule.id} className="flex flex-wrap items-center gap-3 py-3 text-sm">
                    <span className="tabular-nums text-ink-faint">{at + 1}</span>
                    <span className="min-w-0 flex-1"><span className="font-medium">{rule.name}</span><span className="block text-ink-faint">{ruleWords(rule, store.currency)}</span></span>
                    {!rule.is_active && <Badge>off</Badge>}
                    {can && <Button size="icon-sm" variant="ghost" aria-label={`Change ${rule.name}`} onClick={() => setEdited(rule)}><PenLine /></Button>}
                    {can && rule.id && <Button size="icon-sm" variant="ghost" aria-label={`Delete ${rule.name}`} onClick={() => { if (rule.id) remove.mutate(rule.id, { onError: (error) => toast.error(messageOf(error)) }); }}><Trash2 /></Button>}
                  </li>
                ))}
              </ol>
              {edited === null && can && <Button size="sm" className="mt-3" onClick={() => setEdited("new")}><Plus />Add rule</Button>}
              {edited !== null && <div className="mt-4 border-t border-line pt-4"><RuleForm key={edited === "new" ? "new" : edited.id} rule={edited === "new" ? null : edited} onDone={() => setEdited(null)} /></div>}
            </CardBody>
          </Card>
        )}
        {runs.data && runs.data.rows.length > 0 && (
          <Card>
            <CardHeader title="Previews and runs" />
            <ul className="divide-y divide-line text-sm">
              {runs.data.rows.map((run) => (
                <li key={run.id}><Link className="flex flex-wrap items-center gap-3 px-5 py-3 hover:bg-sunken" href={path(`pricing/runs/${run.id}`)}><Badge tone={run.state === "APPLIED" ? "good" : run.state === "FAILED" ? "bad" : "neutral"}>{runWords(run.state)}</Badge><span className="flex-1">{Object.values(run.counts).reduce((sum, count) => sum + count, 0)} variants</span><span className="text-ink-faint">{formatAgo(run.created_at, store.time_zone)}</span></Link></li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </>
  );
}
