import { cn } from "@/components/ui/cn";
import { cut } from "@/features/seo/template-words";

export const BEST_TITLE = 60;
export const BEST_DESCRIPTION = 155;

/** How long a text is, and from where on search engines cut it. */
export function Counter({ length, best }: { length: number; best: number }) {
  return (
    <span className={cn("text-xs tabular-nums", length > best ? "text-amber" : "text-ink-faint")}>
      {length} / {best}<span className="sr-only"> characters</span>
    </span>
  );
}

type Preview = { title: string; address: string; description: string };

/** A result as search engines show it. */
export function SearchPreview({ title, address, description }: Preview) {
  return (
    <div className="rounded-xl border border-line bg-paper p-4" aria-label={`In search results: ${title}. ${description}`} role="img">
      <p className="truncate text-xs text-ink-soft">{address}</p>
      <p className="mt-0.5 text-lg leading-snug break-words text-sky">{cut(title, BEST_TITLE)}</p>
      <p className="mt-0.5 text-sm break-words text-ink-soft">{cut(description, BEST_DESCRIPTION + 3)}</p>
    </div>
  );
}
