"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { Block } from "@/features/email/email-api";

const KINDS: Record<string, { label: string; fresh: Block }> = {
  heading: { label: "Heading", fresh: { type: "heading", text: "Something new" } },
  text: { label: "Text", fresh: { type: "text", html: "<p>Hello {{ customer.first_name | \"there\" }},</p>" } },
  button: { label: "Button", fresh: { type: "button", label: "Have a look", url: "{{ store.url }}" } },
  image: { label: "Picture", fresh: { type: "image", url: "https://", alt: "" } },
  products: { label: "What is in the cart", fresh: { type: "products", source: "cart" } },
  code: { label: "Discount code", fresh: { type: "code", label: "Your code" } },
  divider: { label: "Line", fresh: { type: "divider" } },
  spacer: { label: "Space", fresh: { type: "spacer", height: 24 } },
};

/** Paragraphs as people type them; emphasis and links may stand in them as HTML. */
function textOf(html: string): string {
  return html.replace(/<\/p>\s*<p>/g, "\n\n").replace(/<br ?\/?>/g, "\n").replace(/^<p>|<\/p>$/g, "");
}
function htmlOf(text: string): string {
  return text.split(/\n{2,}/).map((part) => `<p>${part.replace(/\n/g, "<br>")}</p>`).join("");
}

function BlockFields({ block, onChange }: { block: Block; onChange: (block: Block) => void }) {
  const line = (name: "text" | "label" | "url" | "alt" | "link", label: string, isOptional = false) => (
    <Field label={label} isOptional={isOptional}>
      {(control) => <Input {...control} value={block[name] ?? ""} onChange={(event) => { onChange({ ...block, [name]: isOptional && event.target.value === "" ? undefined : event.target.value }); }} />}
    </Field>
  );
  switch (block.type) {
    case "heading": return line("text", "Words");
    case "text": return <Field label="Words" hint="An empty line begins a paragraph. Links and emphasis as HTML.">{(control) => <Textarea {...control} rows={6} value={textOf(block.html ?? "")} onChange={(event) => onChange({ ...block, html: htmlOf(event.target.value) })} />}</Field>;
    case "button": return <div className="grid gap-3 sm:grid-cols-2">{line("label", "Words")}{line("url", "Leads to")}</div>;
    case "image": return <div className="space-y-3">{line("url", "Address of the picture")}{line("alt", "What it shows")}{line("link", "Leads to", true)}</div>;
    case "code": return line("label", "Words above the code");
    case "spacer": return <Field label="Height">{(control) => <Input {...control} type="number" min={4} max={80} value={block.height ?? 24} onChange={(event) => onChange({ ...block, height: Math.min(80, Math.max(4, Number(event.target.value) || 4)) })} />}</Field>;
    default: return <p className="text-sm text-ink-faint">{block.type === "products" ? "Everything in the shopper’s cart that can still be bought, at today’s prices." : "A thin line."}</p>;
  }
}

type Props = { blocks: Block[]; isReadOnly: boolean; onChange: (blocks: Block[]) => void };

/** The blocks from top to bottom; each can be changed, moved and removed by buttons. */
export function BlockEditor({ blocks, isReadOnly, onChange }: Props) {
  const swap = (index: number, other: number) => {
    const next = [...blocks];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(other, 0, moved);
    onChange(next);
  };
  return (
    <fieldset disabled={isReadOnly}>
      <ol className="space-y-3">
        {blocks.map((block, index) => {
          const label = KINDS[block.type]?.label ?? block.type;
          return (
            <li key={index} className="rounded-xl border border-line p-4">
              <div className="mb-3 flex items-center justify-between gap-2">
                <h3 className="text-sm font-medium">{label}</h3>
                <div className="flex gap-1">
                  <Button variant="ghost" size="icon-sm" aria-label={`Move ${label} up`} disabled={index === 0} onClick={() => swap(index, index - 1)}><ArrowUp /></Button>
                  <Button variant="ghost" size="icon-sm" aria-label={`Move ${label} down`} disabled={index === blocks.length - 1} onClick={() => swap(index, index + 1)}><ArrowDown /></Button>
                  <Button variant="ghost" size="icon-sm" aria-label={`Remove ${label}`} onClick={() => onChange(blocks.filter((_, place) => place !== index))}><Trash2 /></Button>
                </div>
              </div>
              <BlockFields block={block} onChange={(next) => onChange(blocks.map((other, place) => (place === index ? next : other)))} />
            </li>
          );
        })}
      </ol>
      {!isReadOnly && (
        <Menu>
          <MenuTrigger asChild><Button className="mt-4"><Plus />Add a block</Button></MenuTrigger>
          <MenuContent>{Object.entries(KINDS).map(([kind, { label, fresh }]) => <MenuItem key={kind} onSelect={() => onChange([...blocks, fresh])}>{label}</MenuItem>)}</MenuContent>
        </Menu>
      )}
    </fieldset>
  );
}
