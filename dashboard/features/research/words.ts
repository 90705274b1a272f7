import type { Tone } from "@/components/ui/badge";
import type { Candidate, Evidence, Part } from "@/features/research/research-api";
import { formatMoney } from "@/lib/format/money";

export const PARTS: Record<Part["part"], { label: string; hint: string }> = {
  DEMAND: { label: "Demand", hint: "Orders at the supplier, talk on Reddit" },
  MARGIN: { label: "Margin", hint: "What is left after item, delivery and payment" },
  COMPETITION: { label: "Competition", hint: "Others who sell the same thing" },
  TREND: { label: "Trend", hint: "Interest of four weeks against three months before" },
  RISK: { label: "Risk", hint: "Rating, delivery time, words to check" },
};

export const QUALITY: Record<Candidate["quality"], { label: string; tone: Tone }> = {
  GOOD: { label: "Well founded", tone: "good" },
  FAIR: { label: "Some evidence missing", tone: "warn" },
  POOR: { label: "Little evidence", tone: "bad" },
  NONE: { label: "No evidence", tone: "neutral" },
};

export const JUDGEMENT: Record<Exclude<Candidate["judgement"], "">, { label: string; tone: Tone }> = {
  BUY: { label: "Worth selling", tone: "good" },
  WATCH: { label: "Keep an eye on it", tone: "warn" },
  SKIP: { label: "Leave it", tone: "neutral" },
};

export const STATE: Record<Candidate["state"], { label: string; tone: Tone } | null> = {
  NEW: { label: "New", tone: "info" },
  SEEN: null,
  WATCHED: { label: "Watched", tone: "copper" },
  IMPORTED: { label: "Imported", tone: "good" },
  REJECTED: { label: "Put away", tone: "neutral" },
};

export const SOURCES: Record<string, string> = {
  ALIEXPRESS: "AliExpress",
  CJ: "CJ Dropshipping",
  TRENDS: "Google Trends",
  REDDIT: "Reddit",
  CLAUDE: "Claude",
  GOOGLE_TRENDS: "Google Trends",
  SERPAPI: "Google Trends (SerpAPI)",
  UPLOAD: "Google Trends (your file)",
};

const KINDS: Partial<Record<Evidence["kind"], string>> = { FREIGHT: "delivery", LISTINGS: "search" };

/** "AliExpress, delivery": who answered, and what about where one source is asked several things. */
export function evidenceName({ reader, kind }: Evidence): string {
  return [SOURCES[reader] ?? reader, KINDS[kind]].filter(Boolean).join(", ");
}

/** The colour of a score from 0 to 100. */
export function scoreTone(score: number): "pine" | "amber" | "danger" {
  if (score >= 65) return "pine";
  return score >= 45 ? "amber" : "danger";
}

/** "€12.50" of a supplier, whose amounts are decimals as they came. */
export function supplierPrice(price: string | null, currency: string): string {
  if (price === null) return "no price";
  return /^[A-Z]{3}$/.test(currency) ? formatMoney({ amount: price, currency }) : `${price} ${currency}`.trim();
}
