"use client";

import { ImageOff } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";

const RETRIES = [1500, 5000];

/** A small picture that keeps its place when there is none or it does not load; one just made is asked for again. */
export function Thumb({ url, alt = "", className }: { url: string | null | undefined; alt?: string; className?: string }) {
  const [tries, setTries] = useState({ url, failed: 0, isWaiting: false });
  const { failed, isWaiting } = tries.url === url ? tries : { failed: 0, isWaiting: false };
  const wait = isWaiting ? RETRIES[failed - 1] : undefined;
  useEffect(() => {
    if (wait === undefined) return;
    const timer = setTimeout(() => setTries({ url, failed, isWaiting: false }), wait);
    return () => clearTimeout(timer);
  }, [url, failed, wait]);
  const isShown = typeof url === "string" && !isWaiting && failed <= RETRIES.length;
  return (
    <span className={cn("grid size-11 shrink-0 place-items-center overflow-hidden rounded-lg border border-line bg-sunken", className)}>
      {isShown ? (
        <img src={url} alt={alt} loading="lazy" decoding="async" referrerPolicy="no-referrer" className="size-full object-cover" onError={() => setTries({ url, failed: failed + 1, isWaiting: failed < RETRIES.length })} />
      ) : (
        <ImageOff aria-hidden className="size-4 text-ink-faint" strokeWidth={1.5} />
      )}
    </span>
  );
}
