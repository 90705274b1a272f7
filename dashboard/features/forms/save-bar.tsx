import { Button } from "@/components/ui/button";

type Props = { isShown: boolean; isBusy: boolean; label: string; onDiscard?: () => void };

/** Comes up when there is something to save and stays in reach however long the form is. */
export function SaveBar({ isShown, isBusy, label, onDiscard }: Props) {
  if (!isShown) return null;
  return (
    <div className="sticky bottom-18 z-20 mt-6 flex animate-rise-in items-center gap-2 rounded-xl border border-line-strong bg-surface p-2.5 pl-4 shadow-float lg:bottom-4">
      <p className="mr-auto text-sm text-ink-soft">{onDiscard ? "Unsaved changes" : "Not saved yet"}</p>
      {onDiscard && <Button variant="ghost" disabled={isBusy} onClick={onDiscard}>Discard</Button>}
      <Button type="submit" variant="primary" isBusy={isBusy}>{label}</Button>
    </div>
  );
}
