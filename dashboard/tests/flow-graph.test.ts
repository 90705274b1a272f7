import { describe, expect, it } from "vitest";
import { canMove, changeNode, insertNode, moveNode, removeNode, slotOf, type Definition } from "@/features/email/flow-graph";

const settings = { basis: "consent", reentry_days: 30, exit_on: [], uses_cap: true, uses_quiet_hours: true } as const;
const flow: Definition = {
  trigger: { type: "consent_given" },
  settings: { ...settings, exit_on: [] },
  start: "a",
  nodes: [
    { id: "a", type: "send", template_id: null, next: "b" },
    { id: "b", type: "delay", minutes: 60, next: "c" },
    { id: "c", type: "condition", check: "has_ordered", yes: "d", no: "e" },
    { id: "d", type: "tag", add: "buyer", next: null },
    { id: "e", type: "send", template_id: null, next: null },
  ],
};
const order = (of: Definition) => {
  const found: string[] = [];
  for (let at = of.start; at !== null; ) {
    found.push(at);
    const node = of.nodes.find(({ id }) => id === at);
    at = node !== undefined && "next" in node ? node.next : null;
  }
  return found;
};

describe("the builder's moves", () => {
  it("puts a step between two others", () => {
    const { flow: grown, id } = insertNode(flow, { parent: "a", port: "next" }, "wait_until");
    expect(order(grown)).toEqual(["a", id, "b", "c"]);
    expect(order(insertNode(flow, { parent: null, port: "next" }, "delay").flow).slice(1)).toEqual(["a", "b", "c"]);
  });

  it("puts a step into a branch", () => {
    const { flow: grown, id } = insertNode(flow, { parent: "c", port: "no" }, "delay");
    expect(slotOf(grown, "e")).toEqual({ parent: id, port: "next" });
    expect(slotOf(grown, "d")).toEqual({ parent: "c", port: "yes" });
  });

  it("cuts off what came after an exit", () => {
    const { flow: cut, id } = insertNode(flow, { parent: "b", port: "next" }, "exit");
    expect(cut.nodes.map((node) => node.id)).toEqual(["a", "b", id]);
  });

  it("closes the gap of a step taken out", () => {
    expect(order(removeNode(flow, "b"))).toEqual(["a", "c"]);
    expect(order(removeNode(flow, "a"))).toEqual(["b", "c"]);
    const without = removeNode(flow, "c");
    expect(order(without)).toEqual(["a", "b", "e"]);
    expect(without.nodes.some(({ id }) => id === "d")).toBe(false);
  });

  it("lets neighbours change places, and only those with one way out", () => {
    expect(order(moveNode(flow, "b", "up"))).toEqual(["b", "a", "c"]);
    expect(order(moveNode(flow, "a", "down"))).toEqual(["b", "a", "c"]);
    expect([canMove(flow, "a", "up"), canMove(flow, "b", "down"), canMove(flow, "d", "up")]).toEqual([false, false, false]);
    expect(moveNode(flow, "b", "down")).toEqual(flow);
  });

  it("gives a step that waits two ways out, and what came there follows when time is over", () => {
    const { flow: grown, id } = insertNode(flow, { parent: "a", port: "next" }, "wait_for");
    expect(slotOf(grown, "b")).toEqual({ parent: id, port: "no" });
    expect(order(removeNode(grown, id))).toEqual(["a", "b", "c"]);
  });

  it("puts a call of another program between two steps, and lets it change places", () => {
    const { flow: grown, id } = insertNode(flow, { parent: "a", port: "next" }, "webhook");
    expect(order(grown)).toEqual(["a", id, "b", "c"]);
    expect(order(moveNode(grown, id, "down"))).toEqual(["a", "b", id, "c"]);
  });

  it("never changes the flow it was given", () => {
    const before = JSON.stringify(flow);
    removeNode(flow, "c");
    moveNode(flow, "b", "up");
    changeNode(flow, { id: "b", type: "delay", minutes: 5, next: "c" });
    expect(JSON.stringify(flow)).toBe(before);
  });
});
