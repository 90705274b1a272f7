"use client";

import { Rss } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { DropZone } from "@/features/imports/drop-zone";
import { checkFeed, pageUrl } from "@/features/imports/file-rules";
import type { PriceBasis } from "@/features/imports/import-api";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";

/** A Google product feed, as a file or by its address: XML, TSV or CSV. */
export function FeedImport() {
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState("");
  const [rewrite, setRewrite] = useState(false);
  const [basis, setBasis] = useState<PriceBasis>("SALE");
  const { start, isBusy, error } = useStartAndOpen();
  const placed = error === null ? null : placeErrors(error, ["source.url", "file"] as const);
  const problem = file === null ? null : checkFeed(file);
  const url = pageUrl(text);
  function run() {
    if (file !== null) start({ file, kind: "google_feed", rewrite, basis });
    else if (url !== null) start({ source: { kind: "google_feed", url }, options: { rewrite, price_basis: basis } });
  }
  return (
    <form className="space-y-5" onSubmit={(event) => { event.preventDefault(); run(); }}>
      <FormError message={placed?.form ?? null} />
      <DropZone label="Drop a Google product feed here" hint="or click to choose the XML, TSV or CSV file, up to 20 MB" accept=".xml,.rss,.atom,.tsv,.txt,.csv,text/xml,application/xml,text/csv,text/tab-separated-values" icon={Rss} file={file} error={problem ?? placed?.fields.file ?? null} onFile={setFile} />
      <Field label="Or the address of the feed" hint="Rows of one item group become the variants of one product." error={placed?.fields["source.url"]}>
        {(control) => <Input {...control} inputMode="url" spellCheck={false} placeholder="https://" disabled={file !== null} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className="grid gap-4 border-t border-line pt-5 sm:grid-cols-2">
        <Field label="The prices in it are">{(control) => (
          <Select {...control} value={basis} onChange={({ target }) => setBasis(target.value as PriceBasis)}>
            <option value="SALE">Selling prices: take them over</option><option value="COST">What I pay: make prices by my rules</option>
          </Select>
        )}</Field>
        <div className="flex items-start gap-3 text-sm sm:pt-6.5">
          <Switch id={id} checked={rewrite} onCheckedChange={setRewrite} />
          <label htmlFor={id}><span className="font-medium">Rewrite the texts</span><span className="block text-ink-faint">Off, the descriptions stay as they are in the feed.</span></label>
        </div>
      </div>
      <div className="flex justify-end"><Button type="submit" variant="primary" disabled={file === null ? url === null : problem !== null} isBusy={isBusy}>Start import</Button></div>
    </form>
  );
}
