"use client";

import { Archive, CircleAlert, Download, ImageOff } from "lucide-react";
import { toast } from "sonner";
import { Button, buttonStyles } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { exportHref, useExport, type Export } from "@/features/analytics/analytics-api";
import { contentsOf } from "@/features/data/data-words";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";
import { formatDateTime } from "@/lib/format/time";

function Making({ file }: { file: Export | undefined }) {
  const percent = file?.progress ?? 0;
  return (
    <div className="space-y-2">
      <Progress percent={percent} label="Progress of the archive" />
      <p className="text-sm text-ink-soft">{percent === 0 ? "Reading products, orders and the rest…" : `Copying pictures, ${percent} %.`} You can leave this page; it goes on.</p>
    </div>
  );
}

function Made({ file }: { file: Export }) {
  const { time_zone: timeZone } = useStore();
  return (
    <div className="space-y-3">
      <p className="text-sm text-ink-soft">
        {contentsOf(file)} · kept until {formatDateTime(file.expires_at, timeZone)}
      </p>
      {file.pictures_missing > 0 && (
        <Notice tone="warn" icon={ImageOff}>{counted(file.pictures_missing, "picture")} had no file any more. The archive’s manifest names them.</Notice>
      )}
    </div>
  );
}

function Actions({ file, isMaking, onAsk }: { file: Export | undefined; isMaking: boolean; onAsk: () => void }) {
  if (isMaking) return <Button isBusy>Being made</Button>;
  if (file === undefined) return <Button variant="primary" onClick={onAsk}>Make the archive</Button>;
  if (file.path === "") return <Button variant="primary" onClick={onAsk}>Try again</Button>;
  return (
    <>
      <a href={exportHref(file)} download className={buttonStyles({ variant: "primary" })}><Download aria-hidden />Download ZIP</a>
      <Button onClick={onAsk}>Make it anew</Button>
    </>
  );
}

/** Everything of the shop as one archive: asked for, on its way, there, or why it could not be made. */
export function ArchiveCard({ file }: { file: Export | undefined }) {
  const ask = useExport(useStore().id);
  const isMaking = ask.isPending || file?.state === "QUEUED";
  const isMade = !isMaking && file !== undefined && file.path !== "";
  return (
    <Card className="mb-6" aria-labelledby="archive-title">
      <CardBody className="space-y-4">
        <div className="flex gap-4">
          <span className="hidden size-10 shrink-0 place-items-center rounded-lg bg-pine-soft text-pine sm:grid"><Archive aria-hidden className="size-5" /></span>
          <div className="min-w-0 space-y-1">
            <h2 id="archive-title" className="text-base">Everything, as one archive</h2>
            <p className="max-w-prose text-sm text-ink-soft">Products, orders, customers, consent, collections, pages, posts with their text, menus, redirects, discounts, shipping, taxes and settings, with every picture in its largest form. A manifest counts every file and proves it whole. Drafts, research and e-mail flows stay here.</p>
          </div>
        </div>
        <div aria-live="polite" className="empty:hidden">
          {isMaking && <Making file={file?.state === "QUEUED" ? file : undefined} />}
          {isMade && <Made file={file} />}
          {!isMaking && file?.state === "FAILED" && <Notice tone="bad" icon={CircleAlert}>{file.failure}</Notice>}
        </div>
        <div className="flex flex-wrap gap-3">
          <Actions file={file} isMaking={isMaking} onAsk={() => ask.mutate({ kind: "EVERYTHING" }, { onError: (error) => toast.error(messageOf(error)) })} />
        </div>
      </CardBody>
    </Card>
  );
}
