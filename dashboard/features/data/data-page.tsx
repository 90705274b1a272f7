"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, FileClock } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { exportHref, exportsQuery, useExport, type Export } from "@/features/analytics/analytics-api";
import { ArchiveCard } from "@/features/data/archive-card";
import { ARCHIVE_NEEDS, SHEETS, newestArchive, newestOf } from "@/features/data/data-words";
import { NotForYou } from "@/features/session/not-for-you";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";
import { formatDateTime } from "@/lib/format/time";

type Sheet = (typeof SHEETS)[number];

function FileLine({ file }: { file: Export }) {
  const { time_zone: timeZone } = useStore();
  if (file.path === "") return <p className="flex items-center gap-2 text-ink-soft"><FileClock aria-hidden className="size-4" />Being made. It appears here in a moment.</p>;
  return (
    <p className="text-ink-soft">
      <a href={exportHref(file)} download className="inline-flex items-center gap-2 align-bottom font-medium text-pine underline-offset-4 hover:underline"><Download aria-hidden className="size-4" />Download CSV</a>
      {" "}· {counted(file.rows, "row")} · kept until {formatDateTime(file.expires_at, timeZone)}
    </p>
  );
}

function SheetRow({ sheet, file }: { sheet: Sheet; file: Export | undefined }) {
  const ask = useExport(useStore().id);
  const isMaking = ask.isPending || file?.state === "QUEUED";
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-t border-line px-5 py-4 first:border-t-0">
      <div className="min-w-0 flex-1 basis-72 space-y-1 text-sm">
        <h2 className="font-medium">{sheet.label}</h2>
        <p className="text-ink-soft">{sheet.hint}</p>
        <div aria-live="polite">{file && <FileLine file={file} />}</div>
      </div>
      <Button isBusy={isMaking} aria-label={`Export ${sheet.label.toLowerCase()}`} onClick={() => ask.mutate({ kind: sheet.kind }, { onError: (error) => toast.error(messageOf(error)) })}>
        {file && !isMaking ? "Make it anew" : "Export"}
      </Button>
    </li>
  );
}

function Sheets() {
  const can = useCan();
  const files = useQuery(exportsQuery(useStore().id));
  return (
    <>
      <PageHeader title="Your data" hint="It belongs to you: take it along whenever you want, also from a shop that is closed." />
      {files.isPending && <CardSkeleton lines={6} />}
      {files.isError && <ErrorState error={files.error} onRetry={() => void files.refetch()} />}
      {files.data && ARCHIVE_NEEDS.every(can) && <ArchiveCard file={newestArchive(files.data)} />}
      {files.data && (
        <Card>
          <ul>{SHEETS.filter(({ needs }) => can(needs)).map((sheet) => <SheetRow key={sheet.kind} sheet={sheet} file={newestOf(files.data, sheet.kind)} />)}</ul>
        </Card>
      )}
      <p className="mt-4 max-w-prose text-sm text-ink-soft">A file is kept for a day and can be fetched by people whose role may export. It holds names and addresses of people: keep it as safe as the shop. Figures of a period, such as sales by day, are exported on the page Analytics.</p>
    </>
  );
}

export function DataPage() {
  if (!useCan()("analytics.export")) return <NotForYou title="Your data" />;
  return <Sheets />;
}
