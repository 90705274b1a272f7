import { useRef } from "react";

/**
 * Returns a function that gives the same key for the same body, so that a second press after a lost answer
 * is recognised as the same wish. `settle` after success makes the next wish a new one.
 */
export function useIdempotencyKey(): { keyFor: (body: unknown) => string; settle: () => void } {
  const last = useRef<{ body: string; key: string } | null>(null);
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (last.current?.body !== text) last.current = { body: text, key: crypto.randomUUID() };
      return last.current.key;
    },
    settle() {
      last.current = null;
    },
  };
}
