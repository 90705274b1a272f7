"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { templateListQuery, type FlowProblem } from "@/features/email/email-api";
import { AWAITED, CHECKS, minutesText, NODE_LABELS } from "@/features/email/email-words";
import { canMove, changeNode, moveNode, nodeOf, removeNode, type Definition, type FlowNode } from "@/features/email/flow-graph";
import { useStore } from "@/features/session/store-context";

type Props = { flow: Definition; nodeId: string; problems: FlowProblem[]; isReadOnly: boolean; onChange: (flow: Definition) => void; onRemoved: () => void };
type Edit<Node> = { node: Node; change: (node: FlowNode) => void; errorOf: (field: string) => string | undefined };

const UNITS = [["minutes", 1], ["hours", 60], ["days", 1440]] as const;
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function Duration({ label, minutes: total, error, hint, onChange }: { label: string; minutes: number; error: string | undefined; hint: string; onChange: (minutes: number) => void }) {
  const [unit, size] = [...UNITS].reverse().find(([, minutes]) => total % minutes === 0) ?? UNITS[0];
  const set = (count: number, minutes: number) => onChange(Math.min(525600, Math.max(1, Math.round(count)) * minutes));
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <div className="flex gap-2">
          <Input {...control} type="number" min={1} value={total / size} onChange={(event) => set(Number(event.target.value) || 1, size)} />
          <Select aria-label="Unit" value={unit} onChange={(event) => set(total / size, UNITS.find(([name]) => name === event.target.value)?.[1] ?? 1)}>
            {UNITS.map(([name]) => <option key={name}>{name}</option>)}
          </Select>
        </div>
      )}
    </Field>
  );
}

function DelayFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "delay" }>>) {
  return <Duration label="How long" minutes={node.minutes} error={errorOf("minutes")} hint={`Counted from when this step is reached: ${minutesText(node.minutes)}.`} onChange={(minutes) => change({ ...node, minutes })} />;
}

function WaitForFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "wait_for" }>>) {
  return (
    <>
      <Field label="Until …" error={errorOf("event")} hint="What happened before this step is reached does not count.">
        {(control) => <Select {...control} value={node.event} onChange={(event) => change({ ...node, event: event.target.value })}>{Object.entries(AWAITED).map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select>}
      </Field>
      <Duration label="But no longer than" minutes={node.minutes} error={errorOf("minutes")} hint="Then it goes on by the other way." onChange={(minutes) => change({ ...node, minutes })} />
    </>
  );
}

function WebhookFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "webhook" }>>) {
  return (
    <>
      <Field label="Address" error={errorOf("url")} hint="On the public internet, beginning with https://. It is told who is at this step, signed with your secret (Audience, Sending).">
        {(control) => <Input {...control} type="url" maxLength={1000} placeholder="https://example.com/hook" value={node.url} onChange={(event) => change({ ...node, url: event.target.value.trim() })} />}
      </Field>
      <p className="text-sm text-ink-soft">Nobody waits for its answer. A failure is tried again for two hours; what became of it stands in the person’s history.</p>
    </>
  );
}

function WaitFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "wait_until" }>>) {
  const days = node.weekdays ?? [];
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((other) => other !== day) : [...days, day].sort((a, b) => a - b);
    change({ id: node.id, type: "wait_until", time: node.time, next: node.next, ...(next.length === 0 ? {} : { weekdays: next }) });
  };
  return (
    <>
      <Field label="Time of day" error={errorOf("time")} hint="Where the person lives, as far as it is known; else your store’s time.">
        {(control) => <Input {...control} type="time" value={node.time} onChange={(event) => { if (event.target.value !== "") change({ ...node, time: event.target.value }); }} />}
      </Field>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">On these days <span className="font-normal text-ink-faint">none chosen means any</span></legend>
        <div className="flex flex-wrap gap-1.5">
          {DAYS.map((name, index) => <Button key={name} size="sm" variant={days.includes(index + 1) ? "primary" : "secondary"} aria-pressed={days.includes(index + 1)} onClick={() => toggle(index + 1)}>{name.slice(0, 3)}</Button>)}
        </div>
      </fieldset>
    </>
  );
}

function ConditionFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "condition" }>>) {
  const pick = (check: string) => change({ id: node.id, type: "condition", check, yes: node.yes, no: node.no, ...(check === "has_tag" ? { tag: "tag" } : {}), ...(check === "country_is" ? { country: "DE" } : {}) });
  return (
    <>
      <Field label="The person …" error={errorOf("check")}>
        {(control) => <Select {...control} value={node.check} onChange={(event) => pick(event.target.value)}>{Object.entries(CHECKS).map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select>}
      </Field>
      {node.check === "has_ordered" && <Field label="At least so often" error={errorOf("count")}>{(control) => <Input {...control} type="number" min={1} value={node.count ?? 1} onChange={(event) => change({ ...node, count: Math.max(1, Number(event.target.value) || 1) })} />}</Field>}
      {node.check === "has_tag" && <Field label="Tag" error={errorOf("tag")}>{(control) => <Input {...control} value={node.tag ?? ""} onChange={(event) => change({ ...node, tag: event.target.value.toLowerCase() })} />}</Field>}
      {node.check === "country_is" && <Field label="Country" hint="Two letters, such as DE." error={errorOf("country")}>{(control) => <Input {...control} maxLength={2} value={node.country ?? ""} onChange={(event) => change({ ...node, country: event.target.value.toUpperCase() })} />}</Field>}
    </>
  );
}

function SendFields({ node, change, errorOf }: Edit<Extract<FlowNode, { type: "send" }>>) {
  const store = useStore();
  const list = useQuery(templateListQuery(store.id, { per_page: 100 }));
  return (
    <>
      <Field label="Template" error={errorOf("template_id")}>
        {(control) => (
          <Select {...control} value={node.template_id ?? ""} onChange={(event) => change({ ...node, template_id: event.target.value === "" ? null : event.target.value })}>
            <option value="">Choose …</option>
            {list.data?.rows.map((template) => <option key={template.id} value={template.id}>{template.name}</option>)}
          </Select>
        )}
      </Field>
      <Field label="Discount code" isOptional hint="One of your codes. The cart’s link brings it along, and it stands where the template has a code block." error={errorOf("discount_code")}>
        {(control) => <Input {...control} maxLength={40} value={node.discount_code ?? ""} onChange={(event) => change({ ...node, discount_code: event.target.value.replace(/[^\w-]/g, "") })} />}
      </Field>
    </>
  );
}

function SplitFields({ node, change }: Edit<Extract<FlowNode, { type: "split" }>>) {
  const total = node.branches.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <fieldset className="space-y-3">
      <legend className="mb-1.5 text-sm font-medium">Shares</legend>
      {node.branches.map((branch, index) => (
        <label key={index} className="flex items-center gap-3 text-sm">
          <span className="w-14">Way {index + 1}</span>
          <Input type="number" min={1} max={99} value={branch.weight} onChange={(event) => change({ ...node, branches: node.branches.map((other, place) => (place === index ? { ...other, weight: Math.min(99, Math.max(1, Number(event.target.value) || 1)) } : other)) })} />
          <span className="w-12 text-right text-ink-faint tabular-nums">{Math.round((100 * branch.weight) / total)}%</span>
        </label>
      ))}
      {node.branches.length < 5 && <Button size="sm" onClick={() => change({ ...node, branches: [...node.branches, { weight: 1, next: null }] })}>Another way</Button>}
    </fieldset>
  );
}

function Fields(props: Edit<FlowNode>) {
  const { node } = props;
  switch (node.type) {
    case "delay": return <DelayFields {...props} node={node} />;
    case "wait_until": return <WaitFields {...props} node={node} />;
    case "condition": return <ConditionFields {...props} node={node} />;
    case "send": return <SendFields {...props} node={node} />;
    case "split": return <SplitFields {...props} node={node} />;
    case "wait_for": return <WaitForFields {...props} node={node} />;
    case "webhook": return <WebhookFields {...props} node={node} />;
    case "tag": return <Field label="Tag" error={props.errorOf("add")}>{(control) => <Input {...control} maxLength={40} value={node.add} onChange={(event) => props.change({ ...node, add: event.target.value.toLowerCase() })} />}</Field>;
    case "exit": return <p className="text-sm text-ink-soft">The series ends here for whoever comes this way.</p>;
  }
}

/** One step's settings, its mistakes beside the fields, and the ways to move or remove it by keyboard. */
export function NodeEditor({ flow, nodeId, problems, isReadOnly, onChange, onRemoved }: Props) {
  const node = nodeOf(flow, nodeId);
  if (node === undefined) return null;
  const mine = problems.filter((problem) => problem.node === nodeId);
  const errorOf = (field: string) => mine.find((problem) => problem.field === field)?.message;
  const loose = mine.filter((problem) => problem.field === "" || problem.field === "next");
  return (
    <Card>
      <CardHeader title={NODE_LABELS[node.type]}>
        {!isReadOnly && (
          <div className="flex gap-1">
            <Button variant="ghost" size="icon-sm" aria-label="Move up" disabled={!canMove(flow, nodeId, "up")} onClick={() => onChange(moveNode(flow, nodeId, "up"))}><ArrowUp /></Button>
            <Button variant="ghost" size="icon-sm" aria-label="Move down" disabled={!canMove(flow, nodeId, "down")} onClick={() => onChange(moveNode(flow, nodeId, "down"))}><ArrowDown /></Button>
            <Button variant="ghost" size="icon-sm" aria-label="Remove this step" onClick={() => { onChange(removeNode(flow, nodeId)); onRemoved(); }}><Trash2 /></Button>
          </div>
        )}
      </CardHeader>
      <CardBody>
        <fieldset disabled={isReadOnly} className="space-y-4">
          {loose.map((problem) => <p key={problem.code} role="alert" className="text-sm text-danger">{problem.message}</p>)}
          <Fields node={node} change={(next) => onChange(changeNode(flow, next))} errorOf={errorOf} />
        </fieldset>
      </CardBody>
    </Card>
  );
}
