import { useEffect, useState } from "react";

export type KeyVerb = "accept" | "reject" | "undo" | "edit";
type Row = { id: string; state: string };

const VERBS: Record<string, KeyVerb> = { a: "accept", r: "reject", u: "undo", e: "edit" };

/** The verb a key stands for where a text is; a decided one can only be undone or edited, an open one not undone. */
export function verbOf(key: string, state: string): KeyVerb | null {
  const verb = VERBS[key.toLowerCase()];
  if (verb === undefined) return null;
  if (verb === "edit") return verb;
  return (verb === "undo") === (state !== "PROPOSED") ? verb : null;
}

/** The text to go to: the one `by` steps on, or with `isOpenOnly` the next that waits; the same one at an end. */
export function stepFrom(rows: readonly Row[], current: string | null, by: 1 | -1, isOpenOnly = false): string | null {
  const at = rows.findIndex(({ id }) => id === current);
  const start = at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by;
  for (let place = start; place >= 0 && place < rows.length; place += by) {
    const row = rows[place];
    if (row !== undefined && (!isOpenOnly || row.state === "PROPOSED")) return row.id;
  }
  return at === -1 ? null : current;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** Keys of the whole page, so that nobody has to click a text first: a, r, e, u decide, j and k walk. */
export function useReviewKeys({ rows, isOn, onVerb }: { rows: readonly Row[]; isOn: boolean; onVerb: (id: string, verb: KeyVerb) => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const current = rows.some(({ id }) => id === chosen) ? chosen : stepFrom(rows, null, 1, true);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!isOn || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector("[role=dialog]")) return;
      if (event.key === "j" || event.key === "k") {
        const next = stepFrom(rows, current, event.key === "j" ? 1 : -1);
        setChosen(next);
        if (next !== null) document.getElementById(`text-${next}`)?.focus();
        return;
      }
      const row = rows.find(({ id }) => id === current);
      const verb = row === undefined ? null : verbOf(event.key, row.state);
      if (row === undefined || verb === null) return;
      event.preventDefault();
      onVerb(row.id, verb);
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  return { current, setChosen };
}
