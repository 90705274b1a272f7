import { ApiError, messageOf } from "@/lib/api/errors";

export type PlacedErrors<Name extends string> = {
  /** Sentences that belong to a field of the form. */
  fields: Partial<Record<Name, string>>;
  /** What is left to say above the form; null when every sentence found its field. */
  form: string | null;
};

/** The longest known field that the server's dotted path lies in: `price.amount` belongs to `price`. */
function fieldOf<Name extends string>(path: string, names: readonly Name[]): Name | undefined {
  const inside = names.filter((name) => path === name || path.startsWith(`${name}.`));
  return inside.sort((a, b) => b.length - a.length)[0];
}

/**
 * Sorts a refused call's field errors onto the fields a form shows. A path the form does not show is never
 * swallowed: it is said above the form, with its name.
 */
export function placeErrors<Name extends string>(error: unknown, names: readonly Name[]): PlacedErrors<Name> {
  // A limit's fields are its facts (resource, limit, use, plan), and its sentence says them all.
  if (!(error instanceof ApiError) || error.code === "limit_reached" || Object.keys(error.fields).length === 0) {
    return { fields: {}, form: messageOf(error) };
  }
  const fields: Partial<Record<Name, string>> = {};
  const rest: string[] = [];
  for (const [path, sentences] of Object.entries(error.fields)) {
    const name = fieldOf(path, names);
    const text = sentences.join(" ");
    if (name !== undefined) fields[name] ??= text;
    else rest.push(path === "non_field_errors" ? text : `${path.replaceAll("_", " ")}: ${text}`);
  }
  return { fields, form: rest.length > 0 ? rest.join(" ") : null };
}
