"use client";

import { CircleCheck, CircleDashed, CircleX, LoaderCircle, Unplug } from "lucide-react";
import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import { isWorking, type RunDetail, type SourceState } from "@/features/research/research-api";
import { SOURCES } from "@/features/research/words";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatCalendarDate, formatTime } from "@/lib/format/time";

const STATES: Record<RunDetail["state"], { label: string; tone: Tone }> = {
  QUEUED: { label: "Starting", tone: "info" },
  RUNNING: { label: "Working", tone: "info" },
  DONE: { label: "Done", tone: "good" },
  PARTIAL: { label: "Done, a source failed", tone: "warn" },
  FAILED: { label: "No source answered", tone: "bad" },
};

function SourceRow({ row }: { row: RunDetail["sources"][number] }) {
  const isDone = row.answered + row.failed + row.skipped === row.asked;
  const Icon = row.failed > 0 ? CircleX : row.skipped === row.asked ? Unplug : isDone ? CircleCheck : CircleDashed;
  const tone = row.failed > 0 ? "text-danger" : row.skipped === row.asked ? "text-ink-faint" : isDone ? "text-pine" : "text-sky";
  return (
    <li className="flex items-baseline gap-2 text-sm">
      <Icon aria-hidden className={`size-4 shrink-0 translate-y-0.5 ${tone}`} />
      <span className="font-medium">{SOURCES[row.name] ?? row.name}</span>
      <span className="min-w-0 flex-1 text-right text-ink-soft">{row.message || `${row.answered} of ${row.asked} answered`}</span>
    </li>
  );
}

/** Today's or the last run: how far it is and how each source is doing. */
export function RunCard({ run }: { run: RunDetail }) {
  const store = useStore();
  const asked = run.sources.reduce((sum, row) => sum + row.asked, 0);
  const answered = run.sources.reduce((sum, row) => sum + row.answered + row.failed + row.skipped, 0);
  const percent = asked === 0 ? 0 : Math.round((answered / asked) * 100);
  return (
    <Card>
      <CardHeader title={`Research of ${formatCalendarDate(run.day)}`} hint={run.finished_at ? `Ended ${formatTime(run.finished_at, store.time_zone)}, ${run.found} candidates` : "Results appear below as they come"}>
        <Badge tone={STATES[run.state].tone}>{isWorking(run) && <LoaderCircle aria-hidden className="size-3 animate-spin" />}{STATES[run.state].label}</Badge>
      </CardHeader>
      <CardBody className="space-y-3">
        {isWorking(run) && <Progress percent={percent} label="Questions answered" />}
        <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">{run.sources.map((row) => <SourceRow key={row.name} row={row} />)}</ul>
        {run.note && <p className="text-sm text-amber">{run.note}</p>}
      </CardBody>
    </Card>
  );
}

/** Who cannot be asked, and where to change that. */
export function MissingSources({ sources }: { sources: SourceState[] }) {
  const path = useStorePath();
  const missing = sources.filter(({ is_connected }) => !is_connected);
  if (missing.length === 0) return null;
  return (
    <p className="text-sm text-ink-soft">
      Not connected: {missing.map(({ name }) => SOURCES[name] ?? name).join(", ")}. Their weight goes to the other sources; nothing is made up.{" "}
      <Link href={path("suppliers")} className="text-pine underline-offset-4 hover:underline">Connect suppliers</Link>
    </p>
  );
}
