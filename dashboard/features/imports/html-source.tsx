"use client";

import { FileCode } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { DropZone, formatBytes } from "@/features/imports/drop-zone";
import { checkHtml, MAX_HTML_BYTES, pageUrl } from "@/features/imports/file-rules";
import type { SourceProps } from "@/features/imports/url-source";

/** A saved page says its own charset; without one UTF-8 is the rule and Windows-1252 the old habit. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  const head = new TextDecoder("latin1").decode(bytes.slice(0, 2048));
  const declared = /charset=["']?([\w-]+)/i.exec(head)?.[1];
  try {
    return new TextDecoder(declared ?? "utf-8", { fatal: declared === undefined }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export function HtmlSource({ onChange, error }: SourceProps) {
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [html, setHtml] = useState("");
  const [address, setAddress] = useState("");
  const [isPasting, setPasting] = useState(false);

  function report(nextHtml: string, nextAddress: string) {
    const url = pageUrl(nextAddress);
    const isUsable = nextHtml.trim() !== "" && nextHtml.length <= MAX_HTML_BYTES;
    onChange(isUsable ? { kind: "product_page", html: nextHtml, ...(url === null ? {} : { url_of_html: url }) } : null);
  }
  async function take(next: File | null) {
    setFile(next);
    const wrong = next === null ? null : checkHtml(next);
    setProblem(wrong);
    const text = next === null || wrong !== null ? "" : await textOf(next);
    setHtml(text);
    report(text, address);
  }

  return (
    <div className="space-y-5">
      {isPasting ? (
        <Field
          label="HTML of the page"
          error={html.length > MAX_HTML_BYTES ? "This is more than 5 MB." : error}
          hint={html === "" ? "In the browser: show the page’s source, select all, copy." : formatBytes(new Blob([html]).size)}
          aside={<Button variant="link" size="sm" onClick={() => { setPasting(false); void take(null); }}>Upload a file instead</Button>}
        >
          {(control) => <Textarea {...control} rows={8} spellCheck={false} className="font-mono text-xs" value={html} onChange={(event) => { setHtml(event.target.value); report(event.target.value, address); }} />}
        </Field>
      ) : (
        <div>
          <DropZone label="Drop a saved product page here" hint="or click to choose the .html file, up to 5 MB" accept=".html,.htm,text/html" icon={FileCode} file={file} error={problem ?? error ?? null} onFile={(next) => void take(next)} />
          <Button variant="link" size="sm" className="mt-2" onClick={() => setPasting(true)}>Paste the HTML instead</Button>
        </div>
      )}
      <Field label="Where the page comes from" isOptional hint="Helps to find pictures with short addresses and to recognise the product again.">
        {(control) => <Input {...control} inputMode="url" placeholder="https://" spellCheck={false} value={address} onChange={(event) => { setAddress(event.target.value); report(html, event.target.value); }} />}
      </Field>
    </div>
  );
}
