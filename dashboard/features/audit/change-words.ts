import { formatMoney, moneyOfMinor } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

export type Change = { field: string; before: string | null; after: string | null };

function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join(", ") || "–";
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  if (value === true) return "yes";
  if (value === false) return "no";
  return value === null || value === undefined || value === "" ? "–" : String(value);
}

const CODED = new Set(["kind", "state", "status", "role", "reason"]);

/** What the end of a field's name says about its value, by the API's conventions. */
export type Units = { currency: string; timeZone: string };
const UNITS: [suffix: string, text: (value: unknown, units: Units) => string][] = [
  ["_minor", (value, { currency }) => formatMoney(moneyOfMinor(Number(value), currency))],
  ["_milli", (value) => `${Number(value) / 1000} %`],
  ["_basis_points", (value) => `${Number(value) / 100} %`],
  ["_at", (value, { timeZone }) => (Number.isNaN(Date.parse(String(value))) ? String(value) : formatDateTime(String(value), timeZone))],
];

function isReadable(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}

function fieldWords(field: string): string {
  const unit = UNITS.find(([suffix]) => suffix !== "_at" && field.endsWith(suffix));
  const text = unit ? field.slice(0, -unit[0].length) : field.replace(/^is_|_at$/, "").replace(/_ids$/, "s");
  return text.replaceAll("_", " ");
}

/** A code such as FREE_SHIPPING in words, and how many ids there are; what people wrote stays as it is. */
function valueWords(field: string, value: unknown, units: Units): string {
  const unit = isReadable(value) ? UNITS.find(([suffix]) => field.endsWith(suffix)) : undefined;
  if (unit) return unit[1](value, units);
  const text = words(value);
  if (field.endsWith("_ids") && Array.isArray(value)) return value.length === 0 ? "–" : String(value.length);
  return CODED.has(field) && /^[A-Z]+(?:_[A-Z]+)*$/.test(text) ? text.toLowerCase().replaceAll("_", " ") : text;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** One line a field: what it was, what it became. A side that was not written is null. */
export function changesOf(before: unknown, after: unknown, units: Units): Change[] {
  const [was, is] = [record(before), record(after)];
  const lines = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field: fieldWords(field),
    before: field in was ? valueWords(field, was[field], units) : null,
    after: field in is ? valueWords(field, is[field], units) : null,
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
