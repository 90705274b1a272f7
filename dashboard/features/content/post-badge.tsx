import { Badge, type Tone } from "@/components/ui/badge";

const STATES: Record<string, { label: string; tone: Tone; mark: "full" | "ring" }> = {
  DRAFT: { label: "Draft", tone: "neutral", mark: "ring" },
  SCHEDULED: { label: "Scheduled", tone: "info", mark: "ring" },
  PUBLISHED: { label: "Published", tone: "good", mark: "full" },
  BRIEF: { label: "Brief", tone: "neutral", mark: "ring" },
  OUTLINED: { label: "Outline", tone: "info", mark: "ring" },
  DRAFTED: { label: "To read", tone: "warn", mark: "ring" },
  REVIEWED: { label: "Read", tone: "good", mark: "ring" },
  FAILED: { label: "Stopped", tone: "bad", mark: "full" },
};

export function PostBadge({ status }: { status: string }) {
  const state = STATES[status] ?? { label: status, tone: "neutral" as const, mark: "ring" as const };
  return <Badge tone={state.tone} mark={state.mark}>{state.label}</Badge>;
}
