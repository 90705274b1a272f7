"use client";

import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { DropZone } from "@/features/imports/drop-zone";
import { checkCsv } from "@/features/imports/file-rules";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";

export function CsvImport() {
  const [file, setFile] = useState<File | null>(null);
  const [rewrite, setRewrite] = useState(false);
  const { start, isBusy, error } = useStartAndOpen();
  const problem = file === null ? null : checkCsv(file);
  const refused = error === null ? null : placeErrors(error, ["file"]);
  return (
    <div className="space-y-5">
      <FormError message={refused?.form ?? null} />
      <DropZone
        label="Drop a Shopify product export here"
        hint="or click to choose the CSV file, up to 20 MB"
        accept=".csv,text/csv"
        icon={FileSpreadsheet}
        file={file}
        error={problem ?? refused?.fields.file ?? null}
        onFile={setFile}
      />
      <p className="text-sm text-ink-soft">In Shopify: <strong className="font-medium">Products → Export → All products → CSV for Excel</strong>. Options, compare-at prices, pictures and SEO texts come along; the same file twice makes no doubles.</p>
      <div className="flex items-start gap-3 border-t border-line pt-5 text-sm">
        <Switch id="rewrite-csv" checked={rewrite} onCheckedChange={setRewrite} />
        <label htmlFor="rewrite-csv"><span className="font-medium">Rewrite the texts</span><span className="block text-ink-faint">Off, the descriptions stay as they are in the file.</span></label>
      </div>
      <div className="flex justify-end">
        <Button variant="primary" disabled={file === null || problem !== null} isBusy={isBusy} onClick={() => { if (file !== null) start({ file, kind: "shopify_csv", rewrite }); }}>Start import</Button>
      </div>
    </div>
  );
}
