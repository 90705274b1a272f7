"use client";

import { FileCheck2, FileUp, X, type LucideIcon } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";

type Props = {
  label: string;
  hint: string;
  accept: string;
  file: File | null;
  error: string | null;
  onFile: (file: File | null) => void;
  icon?: LucideIcon;
};

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Takes one file by drop, by click or by keyboard. */
export function DropZone({ label, hint, accept, file, error, onFile, icon: Icon = FileUp }: Props) {
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div>
      <input ref={picker} id={id} type="file" accept={accept} hidden onChange={(event) => { onFile(event.target.files?.[0] ?? null); event.target.value = ""; }} />
      {file !== null && error === null ? (
        <div className="flex items-center gap-3 rounded-xl border border-pine bg-pine-soft px-4 py-3.5">
          <FileCheck2 aria-hidden className="size-5 shrink-0 text-pine" />
          <span className="min-w-0 flex-1 text-sm"><span className="block font-medium break-all">{file.name}</span><span className="text-ink-soft tabular-nums">{formatBytes(file.size)}</span></span>
          <Button variant="ghost" size="icon-sm" aria-label="Choose another file" onClick={() => onFile(null)}><X /></Button>
        </div>
      ) : (
        <button
          type="button"
          aria-describedby={error === null ? undefined : `${id}-error`}
          onClick={() => picker.current?.click()}
          onDragOver={(event) => { event.preventDefault(); setOver(true); }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => { event.preventDefault(); setOver(false); onFile(event.dataTransfer.files[0] ?? null); }}
          className={cn("flex w-full flex-col items-center rounded-xl border border-dashed border-line-strong px-4 py-12 text-center transition-colors hover:border-pine hover:bg-pine-soft/50", isOver && "border-pine bg-pine-soft", error !== null && "border-danger")}
        >
          <Icon aria-hidden className="mb-3 size-7 text-ink-faint" strokeWidth={1.4} />
          <span className="font-medium">{label}</span>
          <span className="mt-1 text-sm text-ink-faint">{hint}</span>
        </button>
      )}
      {error !== null && <p id={`${id}-error`} role="alert" className="mt-2 text-sm text-danger">{error}</p>}
    </div>
  );
}
