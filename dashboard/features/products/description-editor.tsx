"use client";

import { Bold, Code, Heading2, Heading3, Italic, Link2, List, ListOrdered, Pilcrow, RemoveFormatting, type LucideIcon } from "lucide-react";
import { useEffect, useId, useRef, useState, type ClipboardEvent } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { controlStyles, Input } from "@/components/ui/input";
import { cleanHtml } from "@/features/products/clean-html";
import { useIsFenced } from "@/features/session/permissions";

type Tool = { label: string; icon: LucideIcon; command: string; argument?: string };

const TOOLS: Tool[] = [
  { label: "Bold", icon: Bold, command: "bold" },
  { label: "Italic", icon: Italic, command: "italic" },
  { label: "Heading", icon: Heading2, command: "formatBlock", argument: "h2" },
  { label: "Smaller heading", icon: Heading3, command: "formatBlock", argument: "h3" },
  { label: "Paragraph", icon: Pilcrow, command: "formatBlock", argument: "p" },
  { label: "Bullet list", icon: List, command: "insertUnorderedList" },
  { label: "Numbered list", icon: ListOrdered, command: "insertOrderedList" },
  { label: "Remove formatting", icon: RemoveFormatting, command: "removeFormat" },
];

/** The editing commands are old but every browser has them; nothing replaces them without a library. */
function run(command: string, argument?: string): void {
  document.execCommand(command, false, argument);
}

function ToolButton({ tool, onRun }: { tool: Tool; onRun: () => void }) {
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={tool.label}
      title={tool.label}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => { run(tool.command, tool.argument); onRun(); }}
    >
      <tool.icon />
    </Button>
  );
}

function useSavedSelection() {
  const range = useRef<Range | null>(null);
  return {
    save() {
      const selection = window.getSelection();
      range.current = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
    },
    restore() {
      if (range.current === null) return;
      const selection = window.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range.current);
    },
  };
}

function LinkDialog({ isOpen, onClose, onLink }: { isOpen: boolean; onClose: () => void; onLink: (url: string) => void }) {
  const [url, setUrl] = useState("");
  const isUsable = /^(https?:\/\/|mailto:|tel:|\/)\S+/.test(url.trim());
  function apply() {
    if (!isUsable) return;
    onLink(url.trim());
    setUrl("");
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClose()} title="Add a link" footer={<Button variant="primary" disabled={!isUsable} onClick={apply}>Add link</Button>}>
      <Field label="Address" hint="Starts with https:// or with / for a page of your shop.">
        {(control) => (
          <Input {...control} type="url" value={url} autoFocus onChange={(event) => setUrl(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); apply(); } }} />
        )}
      </Field>
    </Dialog>
  );
}

type Props = { label: string; value: string; onChange: (html: string) => void; error?: string | undefined };

/** A small editor for formatted text, with the HTML itself one press away. */
export function DescriptionEditor({ label, value, onChange, error }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [isSource, setSource] = useState(false);
  const [isLinking, setLinking] = useState(false);
  const selection = useSavedSelection();
  const own = useRef<string | null>(null);
  const isFenced = useIsFenced();

  useEffect(() => {
    // Only a value from outside is drawn: drawing what was just typed would move the caret.
    if (box.current === null || own.current === value) return;
    box.current.innerHTML = cleanHtml(value);
    own.current = value;
  }, [value, isSource]);

  function report() {
    const html = box.current?.innerHTML ?? "";
    const isBlank = box.current?.textContent?.trim() === "" && !/<(img|hr|table)/.test(html);
    own.current = isBlank ? "" : html;
    onChange(own.current);
  }

  function onPaste(event: ClipboardEvent) {
    const html = event.clipboardData.getData("text/html");
    if (html === "") return;
    event.preventDefault();
    run("insertHTML", cleanHtml(html));
    report();
  }

  function toggleSource() {
    if (!isSource) onChange(cleanHtml(value));
    own.current = null;
    setSource(!isSource);
  }

  return (
    <div>
      <div className="mb-1.5 text-sm font-medium" id={`${id}-label`}>{label}</div>
      <div className={cn("overflow-hidden rounded-lg border border-line-strong bg-surface shadow-card focus-within:border-pine focus-within:ring-3 focus-within:ring-pine/20", error && "border-danger")}>
        <div role="toolbar" aria-label="Formatting" className="flex flex-wrap gap-0.5 border-b border-line bg-sunken/50 p-1">
          {!isSource && TOOLS.map((tool) => <ToolButton key={tool.label} tool={tool} onRun={report} />)}
          {!isSource && (
            <Button variant="ghost" size="icon-sm" aria-label="Link" title="Link" onMouseDown={(event) => event.preventDefault()} onClick={() => { selection.save(); setLinking(true); }}><Link2 /></Button>
          )}
          <Button variant="ghost" size="sm" aria-pressed={isSource} onClick={toggleSource} className="ml-auto px-2"><Code />{isSource ? "Back to text" : "HTML"}</Button>
        </div>
        {isSource ? (
          <textarea aria-labelledby={`${id}-label`} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} className={cn(controlStyles, "block min-h-56 rounded-none border-0 py-3 font-mono leading-relaxed shadow-none focus-visible:ring-0")} />
        ) : (
          <div
            ref={box}
            role="textbox"
            aria-multiline
            aria-labelledby={`${id}-label`}
            aria-invalid={error ? true : undefined}
            contentEditable={!isFenced}
            suppressContentEditableWarning
            onFocus={() => run("defaultParagraphSeparator", "p")}
            onInput={report}
            onPaste={onPaste}
            className="prose max-h-[30rem] min-h-44 overflow-y-auto px-4 py-3 text-base focus-visible:outline-0 sm:text-sm"
          />
        )}
      </div>
      {error && <p role="alert" className="mt-1.5 text-sm text-danger">{error}</p>}
      <LinkDialog
        isOpen={isLinking}
        onClose={() => setLinking(false)}
        onLink={(url) => {
          setLinking(false);
          // The dialog gives focus back after it closes; the selection must be in place by then.
          setTimeout(() => { box.current?.focus(); selection.restore(); run("createLink", url); report(); }, 60);
        }}
      />
    </div>
  );
}
