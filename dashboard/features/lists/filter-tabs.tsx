"use client";

import { cn } from "@/components/ui/cn";

type Props = { label: string; value: string; options: { value: string; label: string }[]; onChange: (value: string) => void };

/** The few states a list is most often cut by, as buttons that say which is on. */
export function FilterTabs({ label, value, options, onChange }: Props) {
  return (
    <div role="group" aria-label={label} className="-mb-px flex gap-1 overflow-x-auto px-2.5 pt-2">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cn(
            "min-h-9 rounded-md border-b-2 border-transparent px-2.5 text-sm font-medium whitespace-nowrap text-ink-faint hover:text-ink",
            option.value === value && "rounded-b-none border-pine text-ink",
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
