/** Cuts at a word, as search engines do. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf(" ", length);
  return `${text.slice(0, end > length / 2 ? end : length)} …`;
}

export type Marks = { title: string; shop: string; vendor: string; description: string };

/** Fills a template as the shop does: the product's own words go in last, so that they are no marks. */
export function filledTitle(template: string, { title, shop, vendor }: Marks): string {
  const text = template.replaceAll("{shop}", shop).replaceAll("{vendor}", vendor).replaceAll("{title}", () => title);
  return text.replace(/\s+/g, " ").replace(/^[ –|\-·]+|[ –|\-·]+$/g, "");
}

const MOST = 155;
const LEAST = 60;

function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  const end = head.lastIndexOf(" ");
  return `${(end > 0 ? head.slice(0, end) : head).replace(/[,;:–\- ]+$/, "")}…`;
}

/** The description by a template: the product's words fill the room that the rest leaves. */
export function filledDescription(template: string, { title, shop, vendor, description }: Marks): string {
  const shopped = template.replaceAll("{shop}", shop);
  const rest = shopped.replaceAll("{description}", "").replaceAll("{title}", () => title).length;
  const words = shortened(description, Math.max(LEAST, MOST - rest));
  const text = shopped.replaceAll("{vendor}", vendor).replaceAll("{title}", () => title).replaceAll("{description}", () => words);
  return shortened(text.replace(/\s+/g, " ").trim(), MOST);
}

/** The rules of robots.txt as lines of a text, and back; empty lines say nothing. */
export function rulesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** The server names a rule by its place; a person by what stands there. */
export function ruleFaults(fields: Record<string, string[]>, rules: string[]): string | undefined {
  const faults = Object.entries(fields).flatMap(([field, sentences]) => {
    const match = /^robots_disallow(?:\.(\d+))?$/.exec(field);
    if (match === null) return [];
    const rule = match[1] === undefined ? undefined : rules[Number(match[1])];
    return [`${rule === undefined ? "" : `“${rule}”: `}${sentences.join(" ")}`];
  });
  return faults.length > 0 ? faults.join(" ") : undefined;
}
