"use client";

import { CircleAlert, CircleStop, Clock, GitFork, Hourglass, Mail, Plus, Split, Sunrise, Tag, Webhook, Zap, type LucideIcon } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { FlowDetail, FlowProblem } from "@/features/email/email-api";
import { AWAITED, CHECKS, minutesText, NODE_LABELS, triggerText } from "@/features/email/email-words";
import { nodeOf, portsOf, type Definition, type FlowNode, type NodeType, type Slot } from "@/features/email/flow-graph";

const ICONS: Record<NodeType, LucideIcon> = { send: Mail, delay: Clock, wait_until: Sunrise, wait_for: Hourglass, condition: GitFork, split: Split, tag: Tag, webhook: Webhook, exit: CircleStop };
const TYPES = Object.keys(NODE_LABELS) as NodeType[];

type Props = {
  flow: Definition;
  figures: FlowDetail["nodes"];
  problems: FlowProblem[];
  templateName: (id: string | null) => string;
  segmentName: (id: string) => string;
  selected: string | null;
  isReadOnly: boolean;
  onSelect: (id: string | null) => void;
  onInsert: (slot: Slot, type: NodeType) => void;
};

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function gist(node: FlowNode, templateName: Props["templateName"]): string {
  switch (node.type) {
    case "send": return templateName(node.template_id) + (node.discount_code ? ` · ${node.discount_code}` : "");
    case "delay": return minutesText(node.minutes);
    case "wait_until": return `${node.time}${node.weekdays ? ", on chosen days" : ""}`;
    case "condition": return `${CHECKS[node.check] ?? node.check}${node.tag ? ` “${node.tag}”` : ""}${node.country ? ` ${node.country}` : ""}`;
    case "split": return `${node.branches.length} ways`;
    case "tag": return node.add;
    case "wait_for": return `${AWAITED[node.event] ?? node.event}, at most ${minutesText(node.minutes)}`;
    case "webhook": return node.url === "" ? "No address yet" : hostOf(node.url);
    case "exit": return "";
  }
}

function AddHere({ slot, label, onInsert }: { slot: Slot; label: string; onInsert: Props["onInsert"] }) {
  return (
    <Menu>
      <MenuTrigger aria-label={label} className="grid size-7 place-items-center rounded-full border border-line-strong bg-surface text-ink-faint shadow-card hover:border-pine hover:text-pine"><Plus aria-hidden className="size-4" /></MenuTrigger>
      <MenuContent>
        {TYPES.map((type) => {
          const Icon = ICONS[type];
          return <MenuItem key={type} onSelect={() => onInsert(slot, type)}><Icon />{NODE_LABELS[type]}</MenuItem>;
        })}
      </MenuContent>
    </Menu>
  );
}

function Line() {
  return <span aria-hidden className="block h-5 w-px bg-line-strong" />;
}

function Between({ slot, after, props }: { slot: Slot; after: string; props: Props }) {
  return (
    <div className="flex flex-col items-center">
      <Line />
      {!props.isReadOnly && <><AddHere slot={slot} label={`Add a step after ${after}`} onInsert={props.onInsert} /><Line /></>}
    </div>
  );
}

function NodeCard({ node, props }: { node: FlowNode; props: Props }) {
  const Icon = ICONS[node.type];
  const problem = props.problems.find((one) => one.node === node.id);
  const figures = props.figures[node.id];
  const text = gist(node, props.templateName);
  return (
    <button
      type="button"
      aria-pressed={props.selected === node.id}
      aria-label={`${NODE_LABELS[node.type]}${text === "" ? "" : `: ${text}`}${problem ? `. Mistake: ${problem.message}` : ""}`}
      onClick={() => props.onSelect(node.id)}
      className={cn("w-64 max-w-full rounded-xl border border-line bg-surface px-4 py-3 text-left shadow-card transition-colors hover:border-ink-faint", props.selected === node.id && "border-pine ring-3 ring-pine/20", problem && "border-danger")}
    >
      <span className="flex items-center gap-2.5 text-sm font-medium"><Icon aria-hidden className="size-4 shrink-0 text-pine" />{NODE_LABELS[node.type]}</span>
      {text !== "" && <span className="mt-0.5 block truncate text-sm text-ink-soft">{text}</span>}
      {problem && <span className="mt-1 flex gap-1.5 text-xs text-danger"><CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />{problem.message}</span>}
      {figures && <span className="mt-1 block text-xs text-ink-faint tabular-nums">{[figures.waiting && `${figures.waiting} waiting`, figures.sent && `${figures.sent} sent`, figures.opened && `${figures.opened} opened`, figures.clicked && `${figures.clicked} clicked`].filter(Boolean).join(" · ")}</span>}
    </button>
  );
}

function portName(node: FlowNode, port: string): string {
  if (node.type === "split") return `Way ${Number(port) + 1}`;
  if (node.type === "wait_for") return port === "yes" ? "It happened" : "Time is over";
  return port === "yes" ? "Yes" : "No";
}

function Branch({ id, props }: { id: string | null; props: Props }) {
  const node = id === null ? undefined : nodeOf(props.flow, id);
  if (node === undefined) return <span className="rounded-full bg-sunken px-3 py-1 text-xs text-ink-faint">End</span>;
  const ports = portsOf(node);
  return (
    <>
      <NodeCard node={node} props={props} />
      {ports.length === 1 && ports[0] && <><Between slot={{ parent: node.id, port: ports[0].port }} after={NODE_LABELS[node.type]} props={props} /><Branch id={ports[0].next} props={props} /></>}
      {ports.length > 1 && (
        <>
          <Line />
          <ul className="flex items-start gap-4 border-t border-line-strong pt-0">
            {ports.map(({ port, next }) => (
              <li key={port} className="flex flex-col items-center">
                <Line />
                <span className="rounded-full bg-sunken px-2.5 py-0.5 text-xs font-medium text-ink-soft">{portName(node, port)}</span>
                <Between slot={{ parent: node.id, port }} after={`${NODE_LABELS[node.type]}, ${portName(node, port)}`} props={props} />
                <Branch id={next} props={props} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The flow from top to bottom. Every step and every place between two is a button, so the keyboard reaches all. */
export function FlowCanvas(props: Props) {
  const { trigger } = props.flow;
  const problem = props.problems.find((one) => one.node === "" && one.field.startsWith("trigger"));
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-sunken/50 p-6">
      <div className="mx-auto flex w-max min-w-full flex-col items-center">
        <button
          id="flow-start"
          type="button"
          aria-pressed={props.selected === null}
          onClick={() => props.onSelect(null)}
          className={cn("w-64 rounded-xl border border-line bg-pine-soft px-4 py-3 text-left shadow-card", props.selected === null && "border-pine ring-3 ring-pine/20", problem && "border-danger")}
        >
          <span className="flex items-center gap-2.5 text-sm font-medium"><Zap aria-hidden className="size-4 text-pine" />When</span>
          <span className="mt-0.5 block text-sm text-ink-soft">{triggerText(trigger, props.segmentName)}</span>
          {problem && <span className="mt-1 block text-xs text-danger">{problem.message}</span>}
        </button>
        <Between slot={{ parent: null, port: "next" }} after="the beginning" props={props} />
        <Branch id={props.flow.start} props={props} />
      </div>
    </div>
  );
}
