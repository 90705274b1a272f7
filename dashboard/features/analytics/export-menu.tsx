"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, FileClock } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { exportHref, exportsQuery, useExport, type ExportKind } from "@/features/analytics/analytics-api";
import type { Period } from "@/features/analytics/period";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatCalendarDate } from "@/lib/format/time";

const KINDS: { kind: ExportKind; label: string }[] = [
  { kind: "SALES", label: "Sales by day" },
  { kind: "ENTRIES", label: "Every sale and refund" },
  { kind: "PRODUCTS", label: "Products sold" },
  { kind: "SOURCES", label: "Sources of visits" },
];
const LABELS = new Map(KINDS.map(({ kind, label }) => [kind, label]));
const SHOWN = 5;

/** Asks for a CSV of the period, and holds those that are ready. */
export function ExportMenu({ period }: { period: Period }) {
  const store = useStore();
  const files = useQuery(exportsQuery(store.id));
  const ask = useExport(store.id);
  // Sheets of all there is stand on a page of their own.
  const mine = files.data?.filter(({ kind }) => LABELS.has(kind)) ?? [];
  const isMaking = mine.some(({ state }) => state === "QUEUED");
  const start = (kind: ExportKind) =>
    ask.mutate(
      { kind, ...period },
      {
        onSuccess: () => toast.success("Your file is being made", { description: "It appears in the Export menu in a moment." }),
        onError: (error) => toast.error(messageOf(error)),
      },
    );
  return (
    <Menu>
      <MenuTrigger asChild><Button isBusy={ask.isPending || isMaking}><Download />Export</Button></MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>As CSV, these days</MenuLabel>
        {KINDS.map(({ kind, label }) => <MenuItem key={kind} onSelect={() => start(kind)}>{label}</MenuItem>)}
        {mine.length > 0 && (
          <>
            <MenuSeparator />
            <MenuLabel>Files of the last day</MenuLabel>
            {mine.slice(0, SHOWN).map((file) => (
              <MenuItem key={file.id} disabled={file.path === ""} asChild={file.path !== ""}>
                {file.path === "" ? (
                  <span className="flex items-center gap-2.5"><FileClock />{LABELS.get(file.kind)} · {file.state === "QUEUED" ? "being made" : "gone"}</span>
                ) : (
                  <a href={exportHref(file)} download><Download />{LABELS.get(file.kind)} · {formatCalendarDate(file.first)} – {formatCalendarDate(file.last)}</a>
                )}
              </MenuItem>
            ))}
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
