"use client";

import { Plus, Trash2, X } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { Variants } from "@/features/products/use-variants";
import { combinationCount, MAX_OPTIONS, MAX_VARIANTS, newKey, usedOptions, type OptionDraft } from "@/features/products/variant-drafts";

const SUGGESTIONS = ["Size", "Colour", "Material"];

function ValueChip({ value, onRename, onRemove }: { value: string; onRename: (to: string) => boolean; onRemove: () => void }) {
  const [text, setText] = useState(value);
  function settle() {
    const next = text.trim();
    if (next === "" || (next !== value && !onRename(next))) setText(value);
  }
  return (
    <span className="inline-flex h-8 items-center rounded-lg border border-line-strong bg-surface pl-2.5 text-sm focus-within:border-pine focus-within:ring-3 focus-within:ring-pine/20">
      <input
        aria-label={`Value ${value}`}
        value={text}
        size={Math.max(2, text.length)}
        className="field-sizing-content min-w-4 bg-transparent outline-none"
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); event.currentTarget.blur(); } }}
      />
      <button type="button" aria-label={`Remove ${value}`} onClick={onRemove} className="grid size-8 place-items-center text-ink-faint hover:text-danger"><X className="size-3.5" /></button>
    </span>
  );
}

function AddValue({ onAdd }: { onAdd: (values: string[]) => boolean }) {
  const [text, setText] = useState("");
  function add() {
    const values = text.split(/[,;\n]/).map((value) => value.trim()).filter(Boolean);
    if (values.length > 0 && onAdd(values)) setText("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" && event.key !== ",") return;
    event.preventDefault();
    add();
  }
  return (
    <input
      aria-label="Add a value"
      placeholder="Add a value…"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={add}
      className="h-8 w-32 rounded-lg border border-dashed border-line-strong bg-transparent px-2.5 text-base outline-none focus:border-solid focus:border-pine sm:text-sm"
    />
  );
}

type RowProps = { option: OptionDraft; onChange: (option: OptionDraft) => boolean; onRename: (from: string, to: string) => void; onRemove: () => void };

function OptionRow({ option, onChange, onRename, onRemove }: RowProps) {
  return (
    <div className="grid gap-2 border-t border-line px-5 py-4 sm:grid-cols-[11rem_1fr_auto]">
      <Input aria-label="Name of the option" list="option-names" placeholder="Size, Colour…" value={option.name} onChange={(event) => onChange({ ...option, name: event.target.value })} />
      <div className="flex flex-wrap items-center gap-1.5">
        {option.values.map((value, index) => (
          <ValueChip
            key={`${index}-${value}`}
            value={value}
            onRename={(to) => {
              if (option.values.includes(to)) return false;
              onRename(value, to);
              return true;
            }}
            onRemove={() => onChange({ ...option, values: option.values.filter((other) => other !== value) })}
          />
        ))}
        <AddValue onAdd={(values) => onChange({ ...option, values: [...new Set([...option.values, ...values])] })} />
      </div>
      <Button variant="ghost" size="icon" aria-label={`Remove option ${option.name}`} onClick={onRemove} className="max-sm:justify-self-start"><Trash2 /></Button>
    </div>
  );
}

export function OptionsEditor({ grid }: { grid: Variants }) {
  const { options, variants } = grid;
  const missing = combinationCount(options) - variants.length;
  function change(next: OptionDraft[]): boolean {
    const isDone = grid.changeOptions(next);
    if (!isDone) toast.error(`That would make ${combinationCount(next)} variants; a product can have ${MAX_VARIANTS}.`);
    return isDone;
  }
  return (
    <>
      <datalist id="option-names">{SUGGESTIONS.map((name) => <option key={name} value={name} />)}</datalist>
      {options.map((option) => (
        <OptionRow
          key={option.key}
          option={option}
          onChange={(next) => change(options.map((other) => (other.key === option.key ? next : other)))}
          onRename={(from, to) => grid.renameValue(option.key, from, to)}
          onRemove={() => change(options.filter((other) => other.key !== option.key))}
        />
      ))}
      {(options.length < MAX_OPTIONS || (missing > 0 && usedOptions(options).length > 0)) && (
        <div className="flex flex-wrap gap-2 border-t border-line px-5 py-3">
          {options.length < MAX_OPTIONS && (
            <Button size="sm" onClick={() => change([...options, { key: newKey(), name: "", values: [] }])}>
              <Plus />{options.length === 0 ? "Add options like size or colour" : "Add another option"}
            </Button>
          )}
          {missing > 0 && usedOptions(options).length > 0 && (
            <Button size="sm" variant="ghost" onClick={grid.complete}>Add {missing} missing {missing === 1 ? "combination" : "combinations"}</Button>
          )}
        </div>
      )}
    </>
  );
}
