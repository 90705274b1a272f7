"use client";

import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { DropZone } from "@/features/imports/drop-zone";
import { checkCsv } from "@/features/imports/file-rules";
import { useStartAndOpen } from "@/features/imports/use-start-and-open";

export function CsvImport() {
  const [file, setFile] = useState<File | null>(null);
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
      <div className="flex justify-end">
        <Button variant="primary" disabled={file === null || problem !== null} isBusy={isBusy} onClick={() => { if (file !== null) start({ file }); }}>Start import</Button>
      </div>
    </div>
  );
}
