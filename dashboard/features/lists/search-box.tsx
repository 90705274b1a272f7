"use client";

import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "@/components/ui/input";
import { useDebounced } from "@/features/lists/use-debounced";

type Props = { label: string; value: string; onChange: (value: string) => void };

/** Searches while typing, a moment after the last key. */
export function SearchBox({ label, value, onChange }: Props) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const settled = useDebounced(text, 300);
  // The address may change under the box (Back, "clear filters"): then it shows what the list shows.
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (settled.trim() !== value && settled === text) onChange(settled.trim());
    // Only a settled text is news; a new address or handler is not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <div className="relative min-w-0 flex-1 max-sm:basis-full">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint" />
      <Input type="search" aria-label={label} placeholder={label} value={text} onChange={(event) => setText(event.target.value)} className="pr-9 pl-9" />
      {text !== "" && (
        <button
          type="button"
          aria-label="Clear search"
          className="absolute top-0 right-0 grid size-9.5 place-items-center text-ink-faint hover:text-ink"
          onClick={() => { setText(""); onChange(""); }}
        >
          <X className="size-4" />
        </button>
      )}
    </div>
  );
}
