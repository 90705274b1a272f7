import { ImageOff } from "lucide-react";
import { Thumb } from "@/components/thumb";
import { Badge, type Tone } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { plainText } from "@/features/products/clean-html";
import type { ImportPreview } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";

type Confidence = { label: string; percent: number };

const FIELD_LABELS: Record<string, string> = { title: "Title", price: "Price", sku: "SKU", availability: "Stock", brand: "Brand", description: "Text", images: "Pictures", variants: "Variants" };

/** The figures per field are from 0 to 1. */
export function confidencesOf(confidence: ImportPreview["confidence"]): Confidence[] {
  return Object.entries(confidence).map(([name, value]) => ({ label: FIELD_LABELS[name] ?? name.replaceAll("_", " "), percent: Math.round(value * 100) }));
}

function toneOf(percent: number): "pine" | "amber" | "danger" {
  if (percent >= 80) return "pine";
  return percent >= 50 ? "amber" : "danger";
}

function Fact({ label, value }: { label: string; value: string | null }) {
  return (
    <div className="flex justify-between gap-4 border-t border-line py-2 text-sm first:border-0">
      <dt className="text-ink-faint">{label}</dt>
      <dd className={value === null ? "text-ink-faint italic" : "text-right font-medium break-words"}>{value ?? "not found"}</dd>
    </div>
  );
}

const STOCK: Record<ImportPreview["availability"], { label: string; tone: Tone }> = { InStock: { label: "In stock", tone: "good" }, OutOfStock: { label: "Out of stock", tone: "bad" } };

function Pictures({ urls }: { urls: string[] }) {
  if (urls.length === 0) return <div className="grid aspect-square place-items-center rounded-xl bg-sunken text-ink-faint"><ImageOff aria-label="No pictures found" /></div>;
  return (
    <div>
      <Thumb url={urls[0]} className="aspect-square h-auto w-full rounded-xl" />
      {urls.length > 1 && (
        <div className="mt-2 grid grid-cols-5 gap-2">
          {urls.slice(1, 6).map((url) => <Thumb key={url} url={url} className="aspect-square h-auto w-full" />)}
        </div>
      )}
      <p className="mt-2 text-xs text-ink-faint">{urls.length === 1 ? "1 picture" : `${urls.length} pictures`} found</p>
    </div>
  );
}

/** A page may name a price without its currency; then the bare figure is all there is. */
function priceText(price: ImportPreview["price"]): string {
  if (price === null) return "No price found";
  const { amount, currency } = price;
  return currency === null ? amount : formatMoney({ amount, currency });
}

/** What was read from a page, before anything is stored, and how sure the reading is. */
export function PreviewCard({ preview }: { preview: ImportPreview }) {
  const stock = STOCK[preview.availability];
  const text = plainText(preview.description);
  const confidences = confidencesOf(preview.confidence);
  return (
    <div className="grid gap-6 sm:grid-cols-[13rem_1fr]">
      <Pictures urls={preview.images} />
      <div className="min-w-0">
        <h3 className="text-lg break-words">{preview.title ?? "No title found"}</h3>
        <p className="mt-1 flex flex-wrap items-center gap-3">
          <span className="money text-lg font-semibold">{priceText(preview.price)}</span>
          <Badge tone={stock.tone} mark="full">{stock.label}</Badge>
        </p>
        <dl className="mt-4">
          <Fact label="Brand" value={preview.brand} />
          <Fact label="SKU" value={preview.sku} />
          <Fact label="Variants" value={preview.variants.length === 0 ? null : String(preview.variants.length)} />
        </dl>
        {text !== "" && <p className="mt-3 line-clamp-5 text-sm text-ink-soft">{text}</p>}
        {confidences.length > 0 && (
          <div className="mt-5">
            <p className="mb-2 text-sm font-medium">How sure we are</p>
            <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
              {confidences.map(({ label, percent }) => (
                <li key={label} className="grid grid-cols-[5rem_1fr_2.5rem] items-center gap-2 text-xs text-ink-soft">
                  <span className="truncate first-letter:uppercase">{label}</span>
                  <Progress percent={percent} label={`Confidence in ${label}`} tone={toneOf(percent)} className="h-1.5" />
                  <span className="text-right tabular-nums">{percent}%</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}
