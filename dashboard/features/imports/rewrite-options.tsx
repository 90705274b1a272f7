"use client";

import { Field } from "@/components/ui/field";
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
  const { rewrite, tone = "", language = "" } = value;
  function change(next: { rewrite?: boolean; tone?: string; language?: string }) {
    const merged = { rewrite, tone, language, ...next };
    onChange({ rewrite: merged.rewrite, ...(merged.tone ? { tone: merged.tone } : {}), ...(merged.language ? { language: merged.language } : {}) });
  }
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
        </div>
      )}
    </div>
  );
}
