"use client";

import { ImageOff } from "lucide-react";
import { useState } from "react";
import { cn } from "@/components/ui/cn";

/** A small picture that keeps its place when there is none or it does not load. */
export function Thumb({ url, alt = "", className }: { url: string | null | undefined; alt?: string; className?: string }) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = typeof url === "string" && url !== failed;
  return (
    <span className={cn("grid size-11 shrink-0 place-items-center overflow-hidden rounded-lg border border-line bg-sunken", className)}>
      {isShown ? (
        <img src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" className="size-full object-cover" onError={() => setFailed(url)} />
      ) : (
        <ImageOff aria-hidden className="size-4 text-ink-faint" strokeWidth={1.5} />
      )}
    </span>
  );
}
