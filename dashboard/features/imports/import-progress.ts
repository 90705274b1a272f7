import type { Tone } from "@/components/ui/badge";
import type { ImportJob, ImportStatus, ImportStep, Money, StepName, StepStatus } from "@/lib/api/types";

export const IMPORT_STATUS: Record<ImportStatus, { label: string; tone: Tone; mark: "full" | "ring" }> = {
  QUEUED: { label: "Waiting", tone: "neutral", mark: "ring" },
  RUNNING: { label: "Running", tone: "info", mark: "ring" },
  SUCCEEDED: { label: "Done", tone: "good", mark: "full" },
  PARTIAL: { label: "Partly done", tone: "warn", mark: "full" },
  FAILED: { label: "Failed", tone: "bad", mark: "full" },
  CANCELLED: { label: "Cancelled", tone: "neutral", mark: "full" },
};

export const STEP_NAMES: Record<StepName, { label: string; hint: string }> = {
  fetch: { label: "Fetch", hint: "Get the page or read the file" },
  extract: { label: "Read", hint: "Find title, price, variants and pictures" },
  rewrite: { label: "Rewrite", hint: "Put the text into your own words" },
  images: { label: "Pictures", hint: "Copy and resize them" },
  price: { label: "Price", hint: "Reckon prices by your rules" },
  create: { label: "Create", hint: "Put the product on your shelves" },
};

export const STEP_STATUS: Record<StepStatus, string> = {
  PENDING: "waiting",
  RUNNING: "running",
  SUCCEEDED: "done",
  FAILED: "failed",
  SKIPPED: "left out",
};

const ENDED = new Set<ImportStatus>(["SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"]);

export function hasEnded(status: ImportStatus): boolean {
  return ENDED.has(status);
}

/** Milliseconds until the next look at an import: one second while it moves, never after its end. */
export function pollInterval(status: ImportStatus | undefined): number | false {
  return status !== undefined && !hasEnded(status) ? 1000 : false;
}

/** True where every product was made, some without pictures that could not be had. */
export function lacksPictures(job: Pick<ImportJob, "status" | "errors">): boolean {
  return job.status === "SUCCEEDED" && job.errors.some(({ code }) => code === "image_failed");
}

export function canRetry(job: Pick<ImportJob, "status" | "errors">): boolean {
  return job.status === "FAILED" || job.status === "PARTIAL" || lacksPictures(job);
}

function products(count: number): string {
  return count === 1 ? "1 product" : `${count} products`;
}

/** One sentence that says where an import stands. */
export function headline({ status, progress }: Pick<ImportJob, "status" | "progress">): string {
  const { total, done, failed } = progress;
  if (status === "QUEUED") return "Waiting for its turn";
  if (status === "RUNNING") return total === 0 ? "Looking at the source…" : `Importing: ${done + failed} of ${products(total)}`;
  if (status === "SUCCEEDED") return done === 0 ? "Done; there was nothing to import" : `${products(done)} imported`;
  if (status === "PARTIAL") return `${products(done)} imported, ${failed} failed`;
  if (status === "CANCELLED") return done === 0 ? "Cancelled before anything was imported" : `Cancelled after ${products(done)}`;
  return "Nothing was imported";
}

/** True when a source is a page that can be opened, rather than a file. */
export function isPage(label: string): boolean {
  return /^https?:\/\//i.test(label) && URL.canParse(label);
}

/** A short name for a source: host and last part of a page's address, a file as it is called. */
export function sourceName(label: string): string {
  if (!isPage(label)) return label;
  const { hostname, pathname } = new URL(label);
  const last = pathname.split("/").filter(Boolean).at(-1);
  return `${hostname.replace(/^www\./, "")}${last === undefined ? "" : ` › ${last}`}`;
}

/** What the bar shows: the API's own figure, never going past what is known to have ended. */
export function percentOf({ status, progress }: Pick<ImportJob, "status" | "progress">): number {
  if (status === "SUCCEEDED") return 100;
  return Math.min(100, Math.max(0, progress.percent));
}

/** Seconds a step took, or has taken so far while it runs; null before it starts. */
export function stepSeconds(step: Pick<ImportStep, "status" | "seconds" | "started_at">, now: number): number | null {
  if (step.status === "RUNNING" && step.started_at !== null) return Math.max(0, (now - Date.parse(step.started_at)) / 1000);
  return step.seconds;
}

/** Model costs are fractions of a cent: four decimals, or "under" the smallest that can be shown. */
export function formatCost(cost: Money): string | null {
  if (/^[0.]*$/.test(cost.amount)) return null;
  const format = (amount: string) =>
    new Intl.NumberFormat("en-GB", { style: "currency", currency: cost.currency, minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(amount as Intl.StringNumericLiteral);
  return /^0*\.0{4}/.test(cost.amount.replace(/^0+/, "")) ? `under ${format("0.0001")}` : format(cost.amount);
}
