import Link from "next/link";
import type { ProductSales, Source } from "@/features/analytics/analytics-api";
import { Badge, type Tone } from "@/components/ui/badge";
import { formatMoney } from "@/lib/format/money";

const MEDIUM: Record<Source["medium"], { label: string; tone: Tone }> = {
  DIRECT: { label: "Direct", tone: "neutral" },
  SEARCH: { label: "Search", tone: "good" },
  SOCIAL: { label: "Social", tone: "info" },
  AI: { label: "AI assistant", tone: "copper" },
  EMAIL: { label: "E-mail", tone: "warn" },
  ADVERT: { label: "Advert", tone: "warn" },
  REFERRAL: { label: "Link", tone: "neutral" },
};

const heading = "h-9 px-3 text-xs font-medium text-ink-faint first:pl-5 last:pr-5";
const cell = "px-3 py-2.5 first:pl-5 last:pr-5";

export function ProductTable({ rows, href }: { rows: ProductSales[]; href: (id: string) => string }) {
  return (
    <table aria-label="Top products" className="w-full text-sm">
      <thead>
        <tr>
          <th scope="col" className={`${heading} text-left`}>Product</th>
          <th scope="col" className={`${heading} text-right max-sm:hidden`}>Orders</th>
          <th scope="col" className={`${heading} text-right`}>Sold</th>
          <th scope="col" className={`${heading} text-right`}>Amount</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.product_id} className="relative border-t border-line hover:bg-sunken/60">
            <td className={`${cell} max-w-0 w-full`}><Link href={href(row.product_id)} className="block truncate after:absolute after:inset-0">{row.title}</Link></td>
            <td className={`${cell} text-right tabular-nums max-sm:hidden`}>{row.orders}</td>
            <td className={`${cell} text-right tabular-nums`}>{row.quantity}</td>
            <td className={`${cell} money text-right font-medium`}>{formatMoney(row.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function SourceTable({ rows }: { rows: Source[] }) {
  return (
    <table aria-label="Sources" className="w-full text-sm">
      <thead>
        <tr>
          <th scope="col" className={`${heading} text-left`}>Source</th>
          <th scope="col" className={`${heading} text-right`}>Visits</th>
          <th scope="col" className={`${heading} text-right max-sm:hidden`}>Carts</th>
          <th scope="col" className={`${heading} text-right`}>Paid</th>
          <th scope="col" className={`${heading} text-right`}>Sales</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.name} ${row.medium} ${row.campaign}`} className="border-t border-line">
            <td className={`${cell} w-full`}>
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="break-all">{row.name}</span>
                {row.medium !== "DIRECT" && <Badge tone={MEDIUM[row.medium].tone}>{MEDIUM[row.medium].label}</Badge>}
              </span>
              {row.campaign && <span className="block text-xs break-all text-ink-faint">{row.campaign}</span>}
            </td>
            <td className={`${cell} text-right tabular-nums`}>{row.visits}</td>
            <td className={`${cell} text-right tabular-nums max-sm:hidden`}>{row.carts}</td>
            <td className={`${cell} text-right tabular-nums`}>{row.paid}</td>
            <td className={`${cell} money text-right font-medium`}>{formatMoney(row.sales)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
