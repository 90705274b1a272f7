"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { localeChoices } from "@/features/settings/choices";
import type { ImportOptions } from "@/lib/api/types";

const TONES = [
  { value: "", label: "As the shop speaks" },
  { value: "friendly", label: "Friendly" },
  { value: "factual", label: "Factual" },
  { value: "playful", label: "Playful" },
  { value: "luxurious", label: "Luxurious" },
];

/** How the text of a product page is put into one's own words. */
export function RewriteOptions({ value, onChange }: { value: ImportOptions; onChange: (options: ImportOptions) => void }) {
  const { rewrite, tone = "", language = "", length } = value;
  const [words, setWords] = useState((value.banned_words ?? []).join(", "));
  function change(next: Partial<Record<"tone" | "language", string>> & Pick<ImportOptions, "length" | "banned_words"> & { rewrite?: boolean }) {
    const merged = { ...value, ...next };
    const { tone: nextTone, language: nextLanguage, length: nextLength, banned_words: nextWords, ...rest } = merged;
    onChange({ ...rest, ...(nextTone ? { tone: nextTone } : {}), ...(nextLanguage ? { language: nextLanguage } : {}), ...(nextLength ? { length: nextLength } : {}), ...(nextWords?.length ? { banned_words: nextWords } : {}) });
  }
  const avoid = (text: string) => text.split(/[,\n]/).map((word) => word.trim().slice(0, 40)).filter(Boolean).slice(0, 50);
  return (
    <div className="space-y-4 border-t border-line pt-5">
      <div className="flex items-start gap-3 text-sm">
        <Switch id="rewrite" checked={rewrite} onCheckedChange={(isOn) => change({ rewrite: isOn })} />
        <label htmlFor="rewrite"><span className="font-medium">Rewrite the text</span><span className="block text-ink-faint">Same facts, your own words. You review it as a draft before anyone sees it.</span></label>
      </div>
      {rewrite && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Tone">{(control) => <Select {...control} value={tone} onChange={(event) => change({ tone: event.target.value })}>{TONES.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}</Select>}</Field>
          <Field label="Language">
            {(control) => (
              <Select {...control} value={language} onChange={(event) => change({ language: event.target.value })}>
                <option value="">The shop’s language</option>
                {localeChoices().map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
              </Select>
            )}
          </Field>
          <Field label="Length">{(control) => (
            <Select {...control} value={length ?? "medium"} onChange={({ target }) => change({ length: target.value as NonNullable<ImportOptions["length"]> })}>
              <option value="short">Short: one paragraph</option><option value="medium">Medium</option><option value="long">Long</option>
            </Select>
          )}</Field>
          <Field label="Words to avoid" isOptional hint="Separated by commas. A rewrite that uses one is thrown away; the supplier’s text stays, with a note.">
            {(control) => <Input {...control} value={words} placeholder="cheap, best ever" onChange={({ target }) => { setWords(target.value); change({ banned_words: avoid(target.value) }); }} />}
          </Field>
        </div>
      )}
    </div>
  );
}
