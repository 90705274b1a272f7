"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { pageUrl } from "@/features/imports/file-rules";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";

/** A Google product feed by its address: XML, TSV or CSV. */
export function FeedImport() {
  const [text, setText] = useState("");
  const { start, isBusy, error } = useStartAndOpen();
  const placed = error === null ? null : placeErrors(error, ["source.url"] as const);
  const url = pageUrl(text);
  return (
    <form className="space-y-5" onSubmit={(event) => { event.preventDefault(); if (url !== null) start({ source: { kind: "google_feed", url }, options: { rewrite: false } }); }}>
      <FormError message={placed?.form ?? null} />
      <Field label="Address of the feed" hint="A Google Merchant feed as XML, TSV or CSV. Rows of one item group become variants." error={placed?.fields["source.url"]}>
        {(control) => <Input {...control} inputMode="url" spellCheck={false} placeholder="https://" value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className="flex justify-end"><Button type="submit" variant="primary" disabled={url === null} isBusy={isBusy}>Start import</Button></div>
    </form>
  );
}
