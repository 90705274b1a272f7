"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Shapes, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { segmentListQuery, useSegmentChange, type Segment, type SegmentRule } from "@/features/email/email-api";
import { firstRule, RULES, ruleText } from "@/features/email/segment-words";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function RuleFields({ rule, number, onChange, onRemove }: { rule: SegmentRule; number: number; onChange: (rule: SegmentRule) => void; onRemove: (() => void) | null }) {
  const amount = (name: "count" | "days", least: number, most: number) => (
    <Input type="number" aria-label={name === "days" ? "Days" : "Orders"} className="w-24" min={least} max={most} value={rule[name] ?? least} onChange={(event) => onChange({ ...rule, [name]: Math.min(most, Math.max(least, Number(event.target.value) || least)) })} />
  );
  return (
    <div className="flex flex-wrap items-center gap-2" role="group" aria-label={`Rule ${number}`}>
      <Select aria-label={`Rule ${number}`} className="min-w-0 flex-1 basis-48" value={rule.check} onChange={(event) => onChange(firstRule(event.target.value))}>
        {Object.entries(RULES).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </Select>
      {rule.tag !== undefined && <Input aria-label="Tag" className="w-36" maxLength={40} value={rule.tag} onChange={(event) => onChange({ ...rule, tag: event.target.value.toLowerCase() })} />}
      {rule.country !== undefined && <Input aria-label="Country, two letters" className="w-20" maxLength={2} value={rule.country} onChange={(event) => onChange({ ...rule, country: event.target.value.toUpperCase() })} />}
      {rule.count !== undefined && amount("count", 0, 1000)}
      {rule.days !== undefined && amount("days", 1, 3650)}
      {onRemove !== null && <Button variant="ghost" size="icon-sm" aria-label={`Remove rule ${number}`} onClick={onRemove}><Trash2 /></Button>}
    </div>
  );
}

function SegmentDialog({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const store = useStore();
  const change = useSegmentChange(store.id);
  const [name, setName] = useState(segment?.name ?? "");
  const [rules, setRules] = useState<SegmentRule[]>(segment ? (segment.rules as SegmentRule[]) : [{ check: "is_subscribed" }]);
  const placed = change.isError ? placeErrors(change.error, ["name", "rules"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ save: { id: segment?.id ?? null, name: name.trim(), rules } }, { onSuccess: () => { toast.success("Saved."); onClose(); } });
  }
  return (
    <Dialog isOpen onOpenChange={onClose} title={segment === null ? "New segment" : `Segment “${segment.name}”`} description="Everybody for whom all of this holds. Who is in at this moment enters no flow by it." className="max-w-xl">
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? placed?.fields.rules ?? null} />
        <Field label="Name" error={placed?.fields.name}>{(control) => <Input {...control} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} autoFocus />}</Field>
        <fieldset className="space-y-2.5">
          <legend className="mb-1.5 text-sm font-medium">The person …</legend>
          {rules.map((rule, index) => (
            <RuleFields key={index} rule={rule} number={index + 1} onChange={(next) => setRules(rules.map((other, place) => (place === index ? next : other)))} onRemove={rules.length === 1 ? null : () => setRules(rules.filter((_, place) => place !== index))} />
          ))}
          {rules.length < 10 && <Button size="sm" onClick={() => setRules([...rules, firstRule("orders_at_least")])}><Plus />And</Button>}
        </fieldset>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={change.isPending} disabled={name.trim() === ""}>Save</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Segments with their rules and how many are in; flows may begin with coming into one. */
export function SegmentList() {
  const store = useStore();
  const canWrite = useCan()("email.write");
  const list = useQuery(segmentListQuery(store.id));
  const change = useSegmentChange(store.id);
  const [open, setOpen] = useState<Segment | "new" | null>(null);
  const [leaving, setLeaving] = useState<Segment | null>(null);
  if (list.isPending) return <CardSkeleton lines={4} />;
  if (list.data === undefined) return <Card><ErrorState error={list.error} onRetry={() => void list.refetch()} /></Card>;
  const add = <Button size="sm" variant="primary" onClick={() => setOpen("new")}><Plus />New segment</Button>;
  return (
    <Card>
      <CardHeader title="Segments" hint="People who have something in common. Looked at anew every ten minutes." className="pb-4">{canWrite && list.data.length > 0 && add}</CardHeader>
      {list.data.length === 0 && <EmptyState icon={Shapes} title="No segment yet" actions={canWrite ? add : undefined}><p>Buyers of a country, people with a tag, those who stayed away: a flow can begin when somebody comes in.</p></EmptyState>}
      <ul className="text-sm">
        {list.data.map((segment) => (
          <li key={segment.id} className="flex items-center justify-between gap-3 border-t border-line px-5 py-3">
            <span className="min-w-0"><span className="block font-medium">{segment.name}</span><span className="block text-xs text-ink-faint">{(segment.rules as SegmentRule[]).map(ruleText).join(", and ")}</span></span>
            <span className="flex shrink-0 items-center gap-1">
              <span className="pr-2 text-ink-soft tabular-nums">{segment.members_count} {segment.members_count === 1 ? "person" : "people"}</span>
              {canWrite && <Button variant="ghost" size="icon-sm" aria-label={`Change ${segment.name}`} onClick={() => setOpen(segment)}><Pencil /></Button>}
              {canWrite && <Button variant="ghost" size="icon-sm" aria-label={`Delete ${segment.name}`} onClick={() => setLeaving(segment)}><Trash2 /></Button>}
            </span>
          </li>
        ))}
      </ul>
      {open !== null && <SegmentDialog segment={open === "new" ? null : open} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        isOpen={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        title={`Delete “${leaving?.name ?? ""}”?`}
        description="The people stay as they are."
        confirmLabel="Delete"
        isDangerous
        isBusy={change.isPending}
        onConfirm={() => { if (leaving !== null) change.mutate({ remove: leaving.id }, { onSuccess: () => setLeaving(null), onError: (error) => { toast.error(messageOf(error)); setLeaving(null); } }); }}
      />
    </Card>
  );
}
