import type { ThemeSetting } from "@/lib/api/types";

export type Look = Record<string, string>;

export function lookOf(settings: readonly ThemeSetting[]): Look {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

/** What is to be saved: only what was changed; a value that is the theme's own again is given back to it as null. */
export function changesOf(settings: readonly ThemeSetting[], look: Look): Record<string, string | null> {
  const changed = settings.filter(({ key, value }) => look[key] !== value);
  return Object.fromEntries(changed.map(({ key, default: own }) => [key, look[key] === own ? null : (look[key] ?? null)]));
}

const NAMES: Record<string, string> = { "young-serif": "Young Serif", figtree: "Figtree", system: "The device’s own" };

export function fontName(choice: string): string {
  return NAMES[choice] ?? choice;
}

/** A colour as #rrggbb, or null while somebody is still writing it. */
export function colourOf(text: string): string | null {
  return /^#[0-9a-f]{6}$/i.test(text) ? text.toLowerCase() : null;
}
