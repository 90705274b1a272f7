/** What to say when a redirect is saved: chains are flattened, so it may lead elsewhere than was asked. */
export function savedWords(asked: string, target: string): string {
  if (asked.trim() === "" || asked.trim() === target) return "Saved.";
  if (target === "") return `Saved. ${asked.trim()} is gone itself, so this address says so too.`;
  return target === asked.trim().replace(/\/+$/, "") ? "Saved." : `Saved. ${asked.trim()} leads on to ${target}, so this leads there at once.`;
}
