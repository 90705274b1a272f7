"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { segmentListQuery } from "@/features/email/email-api";
import { DATES, TRIGGERS } from "@/features/email/email-words";
import type { Definition, FlowSettings, Trigger } from "@/features/email/flow-graph";
import { useStore } from "@/features/session/store-context";

type Props = { flow: Definition; isReadOnly: boolean; onChange: (flow: Definition) => void };

/** A switch with its words beside it. */
export function Toggle({ id, label, hint, isOn, onChange }: { id: string; label: string; hint: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <div className="flex items-start gap-3 text-sm">
      <Switch id={id} checked={isOn} onCheckedChange={onChange} />
      <label htmlFor={id}><span className="font-medium">{label}</span><span className="block text-ink-faint">{hint}</span></label>
    </div>
  );
}

const FIRST: Record<string, Partial<Trigger>> = {
  cart_abandoned: { idle_minutes: 60 },
  order_lapsed: { days: 90 },
  date: { date: "calendar", on: "12-24" },
  segment_entered: { segment_id: null },
  price_dropped: { least_percent: 5 },
};

const RECURRING = new Set(["date", "segment_entered", "price_dropped", "back_in_stock"]);

/** The day of a flow that begins on one: its kind, and the day itself, of one year or of each. */
function DateFields({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const on = trigger.on ?? "";
  const isYearly = on.length <= 5;
  const year = new Date().getFullYear();
  return (
    <>
      <Field label="Which date">
        {(control) => <Select {...control} value={trigger.date ?? "calendar"} onChange={(event) => { const date = event.target.value as Trigger["date"]; onChange({ type: "date", date, ...(date === "calendar" ? { on: "12-24" } : {}) }); }}>{Object.entries(DATES).map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select>}
      </Field>
      {trigger.date === "calendar" && (
        <>
          <Field label="Day">{(control) => <Input {...control} type="date" value={isYearly ? `${year}-${on}` : on} onChange={(event) => { const day = event.target.value; if (day !== "") onChange({ ...trigger, on: isYearly ? day.slice(5) : day }); }} />}</Field>
          <Toggle id="is-yearly" label="Every year" hint="Else on this one day only." isOn={isYearly} onChange={(next) => onChange({ ...trigger, on: next ? on.slice(-5) : `${year}-${on}` })} />
        </>
      )}
    </>
  );
}

function SegmentField({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const store = useStore();
  const list = useQuery(segmentListQuery(store.id));
  return (
    <Field label="Segment" hint={list.data?.length === 0 ? "You have none yet. Make one under Audience." : undefined}>
      {(control) => (
        <Select {...control} value={trigger.segment_id ?? ""} onChange={(event) => onChange({ ...trigger, segment_id: event.target.value === "" ? null : event.target.value })}>
          <option value="">Choose …</option>
          {list.data?.map((segment) => <option key={segment.id} value={segment.id}>{segment.name}</option>)}
        </Select>
      )}
    </Field>
  );
}

/** What starts the flow, and the rules that hold at every step. */
export function FlowRules({ flow, isReadOnly, onChange }: Props) {
  const { trigger, settings } = flow;
  const set = (change: Partial<FlowSettings>) => onChange({ ...flow, settings: { ...settings, ...change } });
  // What comes again and again would else let everybody in once in their life.
  const again = (type: string) => (RECURRING.has(type) && settings.reentry_days === null ? { ...settings, reentry_days: 7 } : settings);
  const start = (type: string) => onChange({ ...flow, trigger: { type, ...FIRST[type] }, settings: again(type) });
  return (
    <Card>
      <CardHeader title="Beginning and rules" />
      <CardBody>
        <fieldset disabled={isReadOnly} className="space-y-4">
          <Field label="It begins when" hint={TRIGGERS[trigger.type]?.hint}>
            {(control) => <Select {...control} value={trigger.type} onChange={(event) => start(event.target.value)}>{Object.entries(TRIGGERS).map(([value, { label }]) => <option key={value} value={value}>{label}</option>)}</Select>}
          </Field>
          {trigger.type === "cart_abandoned" && <Field label="After so many minutes without a change" hint="With less than 15, people who are still choosing hear from you.">{(control) => <Input {...control} type="number" min={1} max={10080} value={trigger.idle_minutes ?? 60} onChange={(event) => onChange({ ...flow, trigger: { ...trigger, idle_minutes: Math.max(1, Number(event.target.value) || 1) } })} />}</Field>}
          {trigger.type === "order_lapsed" && <Field label="After so many days without an order">{(control) => <Input {...control} type="number" min={7} max={730} value={trigger.days ?? 90} onChange={(event) => onChange({ ...flow, trigger: { ...trigger, days: Math.max(7, Number(event.target.value) || 7) } })} />}</Field>}
          {trigger.type === "date" && <DateFields trigger={trigger} onChange={(next) => onChange({ ...flow, trigger: next })} />}
          {trigger.type === "segment_entered" && <SegmentField trigger={trigger} onChange={(next) => onChange({ ...flow, trigger: next })} />}
          {trigger.type === "price_dropped" && <Field label="By so many per cent at least">{(control) => <Input {...control} type="number" min={1} max={99} value={trigger.least_percent ?? 1} onChange={(event) => onChange({ ...flow, trigger: { ...trigger, least_percent: Math.min(99, Math.max(1, Number(event.target.value) || 1)) } })} />}</Field>}
          <Field label="Who may get it" hint={settings.basis === "consent" ? "People who confirmed that they want your news." : "Also people who gave their address while ordering and did not object. Check that the law where you sell allows it."}>
            {(control) => (
              <Select {...control} value={settings.basis} onChange={(event) => set({ basis: event.target.value === "purchase" ? "purchase" : "consent" })}>
                <option value="consent">Only people on the list</option>
                <option value="purchase">Shoppers who left an address, unless they objected</option>
              </Select>
            )}
          </Field>
          <Field label="Again after so many days" isOptional hint="Empty: nobody enters twice.">
            {(control) => <Input {...control} type="number" min={0} max={3650} value={settings.reentry_days ?? ""} onChange={(event) => set({ reentry_days: event.target.value === "" ? null : Math.max(0, Number(event.target.value) || 0) })} />}
          </Field>
          <Toggle id="exit-ordered" label="Stop when they buy" hint="Checked again at the moment of each mail." isOn={settings.exit_on.includes("ordered")} onChange={(isOn) => set({ exit_on: isOn ? ["ordered"] : [] })} />
          <Toggle id="uses-quiet" label="Keep quiet hours" hint="Mails wait for the morning where the person lives." isOn={settings.uses_quiet_hours} onChange={(isOn) => set({ uses_quiet_hours: isOn })} />
          <Toggle id="uses-cap" label="Keep the store’s cap" hint="Nobody gets two marketing mails too close together." isOn={settings.uses_cap} onChange={(isOn) => set({ uses_cap: isOn })} />
        </fieldset>
      </CardBody>
    </Card>
  );
}
