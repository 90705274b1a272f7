"use client";

import { Eye } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { HtmlSource } from "@/features/imports/html-source";
import { useImportPreview } from "@/features/imports/import-api";
import { PreviewCard } from "@/features/imports/preview-card";
import { RewriteOptions } from "@/features/imports/rewrite-options";
import { UrlSource } from "@/features/imports/url-source";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";
import { useStore } from "@/features/session/store-context";
import type { ImportOptions, ImportSource } from "@/lib/api/types";

const NAMES = ["source.url_of_html", "source.url", "source.html"] as const;

/** One product from its page: looked at first if wanted, then imported. */
export function PageImport({ kind }: { kind: "url" | "html" }) {
  const store = useStore();
  const [source, setSource] = useState<ImportSource | null>(null);
  const [options, setOptions] = useState<ImportOptions>({ rewrite: true });
  const preview = useImportPreview(store.id);
  const { start, isBusy, error } = useStartAndOpen();
  const failure = error ?? preview.error;
  const placed = failure === null ? null : placeErrors(failure, NAMES);
  const sourceError = placed === null ? undefined : (placed.fields["source.url_of_html"] ?? placed.fields["source.url"] ?? placed.fields["source.html"]);
  function change(next: ImportSource | null) {
    setSource(next);
    preview.reset();
  }
  const Source = kind === "url" ? UrlSource : HtmlSource;
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (source !== null) preview.mutate(source);
      }}
    >
      <FormError message={placed?.form ?? null} />
      <Source onChange={change} error={sourceError} />
      <RewriteOptions value={options} onChange={setOptions} />
      {preview.isPending && (
        <div role="status" className="grid gap-6 border-t border-line pt-5 sm:grid-cols-[13rem_1fr]">
          <span className="sr-only">Reading the page…</span>
          <Skeleton className="aspect-square h-auto rounded-xl" />
          <div className="space-y-3"><Skeleton className="h-6 w-3/4" /><Skeleton className="h-6 w-24" /><Skeleton /><Skeleton className="w-2/3" /></div>
        </div>
      )}
      {preview.data && (
        <div ref={(element) => element?.scrollIntoView({ block: "nearest", behavior: "smooth" })} className="scroll-mb-28 border-t border-line pt-5">
          <PreviewCard preview={preview.data} />
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button type="submit" disabled={source === null} isBusy={preview.isPending}><Eye />Show what is found</Button>
        <Button variant="primary" disabled={source === null} isBusy={isBusy} onClick={() => { if (source !== null) start({ source, options }); }}>Start import</Button>
      </div>
    </form>
  );
}
