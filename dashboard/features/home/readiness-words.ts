import type { ReadinessItem } from "@/lib/api/types";
import { formatCalendarDate } from "@/lib/format/time";

export type Step = {
  code: string;
  title: string;
  hint: string;
  /** Page of the dashboard that mends it; null leads into the shop itself. */
  path: string | null;
  isDone: boolean;
  isNeeded: boolean;
};

const STEPS: Record<string, { title: string; hint: string; path: string | null }> = {
  email: { title: "Confirm your e-mail address", hint: "By the link we sent to the owner.", path: "settings/account" },
  product: { title: "Put a product on sale", hint: "Import one, or write it yourself, and publish it.", path: "products" },
  shipping: { title: "Say where you ship, and for how much", hint: "Shoppers elsewhere cannot order.", path: "settings/shipping" },
  tax: { title: "Say which tax you collect", hint: "Also when it is none.", path: "settings/tax" },
  policies: { title: "Publish your policies", hint: "Shipping, returns, privacy and terms; ready texts are there to fill in.", path: "pages" },
  payouts: { title: "Set up payouts", hint: "So that what shoppers pay reaches your bank account.", path: "settings/payouts" },
  sender: { title: "Give shoppers an address to write to", hint: "Answers to the shop’s mails go there.", path: "settings" },
  plan: { title: "Choose a plan", hint: "So that nothing stops when the trial ends.", path: "settings/plan" },
  look: { title: "Make it look like yours", hint: "Logo, colours and the first words shoppers read.", path: "settings/appearance" },
  test_order: { title: "Place a test order", hint: "Buy something in your own shop and see it arrive here.", path: null },
};

/** Returns the server's items as steps; one that this dashboard does not know yet keeps its code in words. */
export function stepsOf(items: readonly ReadinessItem[]): Step[] {
  return items.map(({ code, is_done, is_needed, message, until }) => {
    const words = STEPS[code] ?? { title: code.replaceAll("_", " "), hint: "", path: "" };
    const hint = until === null ? message || words.hint : `The trial ends on ${formatCalendarDate(until.slice(0, 10))}. ${words.hint}`;
    return { code, title: words.title, hint, path: words.path, isDone: is_done, isNeeded: is_needed };
  });
}
