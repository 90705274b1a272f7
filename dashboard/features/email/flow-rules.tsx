"use client";

import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { TRIGGERS } from "@/features/email/email-words";
import type { Definition, FlowSettings } from "@/features/email/flow-graph";

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

/** What starts the flow, and the rules that hold at every step. */
export function FlowRules({ flow, isReadOnly, onChange }: Props) {
  const { trigger, settings } = flow;
  const set = (change: Partial<FlowSettings>) => onChange({ ...flow, settings: { ...settings, ...change } });
  const start = (type: string) => onChange({ ...flow, trigger: { type, ...(type === "cart_abandoned" ? { idle_minutes: 60 } : {}), ...(type === "order_lapsed" ? { days: 90 } : {}) } });
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
