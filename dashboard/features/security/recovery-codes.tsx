"use client";

import { Copy, Download } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";

/** The codes, this once: to copy, or to keep as a file. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const text = codes.join("\n");
  async function copy() {
    await navigator.clipboard.writeText(text);
    toast.success("Copied.");
  }
  return (
    <div className="space-y-4">
      <p className="text-sm text-ink-soft">Each code signs you in once if you lose your phone. They are shown this one time; keep them where your password is not.</p>
      <ol className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg bg-sunken px-4 py-3 font-mono text-sm" aria-label="Recovery codes">
        {codes.map((code) => <li key={code}>{code}</li>)}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => void copy()}><Copy />Copy</Button>
        <Button size="sm" asChild>
          <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`} download="dropwright-recovery-codes.txt"><Download />Save as a file</a>
        </Button>
      </div>
    </div>
  );
}
