"use client";

import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Toggle } from "@/features/email/flow-rules";
import { seoRulesQuery, useSeoRulesSave } from "@/features/seo/settings-api";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { SeoRules } from "@/lib/api/types";

type Field = SeoRules["auto_accept_fields"][number];
const FIELDS: { field: Field; label: string; hint: string }[] = [
  { field: "seo_title", label: "Titles", hint: "Where one is missing, too long or the same as another." },
  { field: "seo_description", label: "Descriptions", hint: "Written from the page’s own text." },
  { field: "alt_text", label: "Words for pictures", hint: "For people who cannot see them." },
];

/** What automation may do by itself. Each switch is saved at once. */
export function RulesCard() {
  const store = useStore();
  const rules = useQuery(seoRulesQuery(store.id));
  const save = useSeoRulesSave(store.id);
  const can = useCan()("seo.write");
  if (rules.isPending) return <CardSkeleton lines={5} />;
  if (rules.data === undefined) return <Card><ErrorState error={rules.error} onRetry={() => void rules.refetch()} /></Card>;
  const { is_weekly_on, auto_accept_fields } = rules.data;
  const change = (body: Partial<SeoRules>) => save.mutate(body, { onSuccess: () => toast.success("Saved."), onError: (error) => toast.error(messageOf(error)) });
  const toggle = (field: Field, isOn: boolean) => change({ auto_accept_fields: isOn ? [...auto_accept_fields, field] : auto_accept_fields.filter((other) => other !== field) });
  return (
    <Card>
      <CardHeader title="Without you" hint="What automation may do by itself." />
      <CardBody>
        <fieldset disabled={!can || save.isPending} className="space-y-5">
          <Toggle id="is-weekly" label="Look at every page once a week" hint="Finds what could be better and proposes it." isOn={is_weekly_on} onChange={(isOn) => change({ is_weekly_on: isOn })} />
          <div role="group" aria-labelledby="auto-accept" className="space-y-3 text-sm">
            <p id="auto-accept" className="font-medium">Put proposals into the shop without asking</p>
            {FIELDS.map(({ field, label, hint }) => (
              <div key={field} className="flex items-start gap-3">
                <Checkbox id={`auto-${field}`} className="mt-0.5" checked={auto_accept_fields.includes(field)} onCheckedChange={(isOn) => toggle(field, isOn === true)} />
                <label htmlFor={`auto-${field}`}>{label}<span className="block text-ink-faint">{hint}</span></label>
              </div>
            ))}
            <p className="text-ink-faint">Every one of them can be undone under Proposals.</p>
          </div>
        </fieldset>
      </CardBody>
    </Card>
  );
}
