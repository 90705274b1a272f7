export type Change = { field: string; before: string | null; after: string | null };

function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join(", ");
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  if (value === true) return "yes";
  if (value === false) return "no";
  return value === null || value === undefined || value === "" ? "–" : String(value);
}

const CODED = new Set(["kind", "state", "status", "role", "reason"]);

/** A code such as FREE_SHIPPING in words, where a field holds codes; what people wrote stays as it is. */
function valueWords(field: string, value: unknown): string {
  const text = words(value);
  return CODED.has(field) && /^[A-Z]+(?:_[A-Z]+)*$/.test(text) ? text.toLowerCase().replaceAll("_", " ") : text;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** One line a field: what it was, what it became. A side that was not written is null. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [record(before), record(after)];
  const lines = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field: field.replaceAll("_", " "),
    before: field in was ? valueWords(field, was[field]) : null,
    after: field in is ? valueWords(field, is[field]) : null,
  }));
  // What was left empty when a thing was made, or went with it, says nothing.
  return lines.filter(({ before, after }) => !((before === null && after === "–") || (after === null && before === "–")));
}

/** "member.role_changed" as "Member: role changed". */
export function verbWords(verb: string): string {
  const [noun = verb, rest = ""] = verb.split(".", 2);
  const text = noun.replaceAll("_", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${rest === "" ? "" : `: ${rest.replaceAll("_", " ")}`}`;
}
