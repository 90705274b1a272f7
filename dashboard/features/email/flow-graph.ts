/** A flow's definition as the API keeps it (docs/email-flows.md), and the moves of the builder: pure, never in place. */
export type Next = string | null;
export type DelayNode = { id: string; type: "delay"; minutes: number; next: Next };
export type WaitNode = { id: string; type: "wait_until"; time: string; weekdays?: number[]; next: Next };
export type ConditionNode = { id: string; type: "condition"; check: string; count?: number; tag?: string; country?: string; yes: Next; no: Next };
export type SplitNode = { id: string; type: "split"; branches: { weight: number; next: Next }[] };
export type SendNode = { id: string; type: "send"; template_id: string | null; discount_code?: string; next: Next };
export type TagNode = { id: string; type: "tag"; add: string; next: Next };
export type WaitForNode = { id: string; type: "wait_for"; event: string; minutes: number; yes: Next; no: Next };
export type WebhookNode = { id: string; type: "webhook"; url: string; next: Next };
export type ExitNode = { id: string; type: "exit" };
export type FlowNode = DelayNode | WaitNode | ConditionNode | SplitNode | SendNode | TagNode | WaitForNode | WebhookNode | ExitNode;
export type NodeType = FlowNode["type"];
export type FlowSettings = { basis: "consent" | "purchase"; reentry_days: number | null; exit_on: "ordered"[]; uses_cap: boolean; uses_quiet_hours: boolean };
export type Trigger = { type: string; idle_minutes?: number; days?: number; date?: "calendar" | "joined" | "last_order"; on?: string; segment_id?: string | null; least_percent?: number };
export type Definition = { trigger: Trigger; settings: FlowSettings; start: Next; nodes: FlowNode[] };
/** A place between two steps: after `parent` (null = at the beginning) by its `port`. */
export type Slot = { parent: string | null; port: string };

/** Returns a node's ways out: the port's name and where it leads. */
export function portsOf(node: FlowNode): { port: string; next: Next }[] {
  if (node.type === "exit") return [];
  if (node.type === "condition" || node.type === "wait_for") return [{ port: "yes", next: node.yes }, { port: "no", next: node.no }];
  if (node.type === "split") return node.branches.map(({ next }, index) => ({ port: String(index), next }));
  return [{ port: "next", next: node.next }];
}

function withPort(node: FlowNode, port: string, next: Next): FlowNode {
  if (node.type === "exit") return node;
  if (node.type === "condition" || node.type === "wait_for") return { ...node, [port]: next };
  if (node.type === "split") return { ...node, branches: node.branches.map((branch, index) => (String(index) === port ? { ...branch, next } : branch)) };
  return { ...node, next };
}

function connect(flow: Definition, slot: Slot, next: Next): Definition {
  if (slot.parent === null) return { ...flow, start: next };
  return { ...flow, nodes: flow.nodes.map((node) => (node.id === slot.parent ? withPort(node, slot.port, next) : node)) };
}

export function nodeOf(flow: Definition, id: string): FlowNode | undefined {
  return flow.nodes.find((node) => node.id === id);
}

/** Returns the place that leads to a node, or null when none does. */
export function slotOf(flow: Definition, id: string): Slot | null {
  if (flow.start === id) return { parent: null, port: "next" };
  for (const node of flow.nodes) {
    const port = portsOf(node).find(({ next }) => next === id);
    if (port !== undefined) return { parent: node.id, port: port.port };
  }
  return null;
}

function freshId(flow: Definition, type: NodeType): string {
  const base = type.replace("_", "-");
  for (let number = 1; ; number += 1) if (nodeOf(flow, `${base}-${number}`) === undefined) return `${base}-${number}`;
}

function made(type: NodeType, id: string, next: Next): FlowNode {
  switch (type) {
    case "delay": return { id, type, minutes: 1440, next };
    case "wait_until": return { id, type, time: "10:00", next };
    case "condition": return { id, type, check: "has_ordered", yes: null, no: next };
    case "split": return { id, type, branches: [{ weight: 1, next }, { weight: 1, next: null }] };
    case "send": return { id, type, template_id: null, next };
    case "tag": return { id, type, add: "tag", next };
    case "wait_for": return { id, type, event: "clicked", minutes: 2880, yes: null, no: next };
    case "webhook": return { id, type, url: "", next };
    case "exit": return { id, type };
  }
}

/** Puts a new step into a place; what came there follows it (an exit cuts it off). Returns the flow and the new id. */
export function insertNode(flow: Definition, slot: Slot, type: NodeType): { flow: Definition; id: string } {
  const id = freshId(flow, type);
  const parent = slot.parent === null ? undefined : nodeOf(flow, slot.parent);
  const following = parent === undefined ? flow.start : (portsOf(parent).find(({ port }) => port === slot.port)?.next ?? null);
  const grown = { ...flow, nodes: [...flow.nodes, made(type, id, following)] };
  return { flow: pruned(connect(grown, slot, id)), id };
}

/** Takes a step out; what followed its first way takes its place, its other ways go with it. */
export function removeNode(flow: Definition, id: string): Definition {
  const node = nodeOf(flow, id);
  const slot = slotOf(flow, id);
  if (node === undefined || slot === null) return flow;
  const kept = node.type === "condition" || node.type === "wait_for" ? (node.no ?? node.yes) : (portsOf(node)[0]?.next ?? null);
  const less = { ...flow, nodes: flow.nodes.filter((other) => other.id !== id) };
  return pruned(connect(less, slot, kept));
}

export function changeNode(flow: Definition, node: FlowNode): Definition {
  return pruned({ ...flow, nodes: flow.nodes.map((other) => (other.id === node.id ? node : other)) });
}

/** Says whether a step can change places with its neighbour: both have one way in and one way out. */
export function canMove(flow: Definition, id: string, direction: "up" | "down"): boolean {
  const node = nodeOf(flow, id);
  if (node === undefined || !("next" in node)) return false;
  if (direction === "down") {
    const after = node.next === null ? undefined : nodeOf(flow, node.next);
    return after !== undefined && "next" in after;
  }
  const slot = slotOf(flow, id);
  const before = slot?.parent ? nodeOf(flow, slot.parent) : undefined;
  return before !== undefined && "next" in before;
}

/** Lets a step change places with the one before or after it. */
export function moveNode(flow: Definition, id: string, direction: "up" | "down"): Definition {
  if (!canMove(flow, id, direction)) return flow;
  const node = nodeOf(flow, id);
  const upper = direction === "up" ? slotOf(flow, id)?.parent : id;
  const lower = direction === "up" ? id : node !== undefined && "next" in node ? node.next : null;
  const first = upper ? nodeOf(flow, upper) : undefined;
  const second = lower ? nodeOf(flow, lower) : undefined;
  const slot = upper ? slotOf(flow, upper) : null;
  if (first === undefined || second === undefined || slot === null || !("next" in first) || !("next" in second)) return flow;
  const swapped = flow.nodes.map((other) => {
    if (other.id === first.id) return { ...first, next: second.next };
    return other.id === second.id ? { ...second, next: first.id } : other;
  });
  return connect({ ...flow, nodes: swapped }, slot, second.id);
}

/** Drops the steps no way leads to any more. */
export function pruned(flow: Definition): Definition {
  const reached = new Set<string>();
  const waiting = flow.start === null ? [] : [flow.start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = nodeOf(flow, id);
    if (node === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const { next } of portsOf(node)) if (next !== null) waiting.push(next);
  }
  return { ...flow, nodes: flow.nodes.filter(({ id }) => reached.has(id)) };
}
