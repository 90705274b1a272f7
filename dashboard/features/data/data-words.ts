import type { Export, ExportKind } from "@/features/analytics/analytics-api";
import { formatBytes } from "@/lib/format/bytes";
import { counted } from "@/lib/format/count";

/** Sheets of all there is, in the order of the page; the rest are of a period and belong to analytics. */
export const SHEETS: { kind: ExportKind; label: string; hint: string; needs: string }[] = [
  {
    kind: "CATALOG",
    label: "Products",
    hint: "Every product with variants, prices, stock and addresses of its pictures, in the columns of Shopify's product CSV. It can be imported here and elsewhere.",
    needs: "products.read",
  },
  { kind: "ORDERS", label: "Orders", hint: "Every order, a row for each line, with where it went and what was paid and given back.", needs: "orders.read" },
  { kind: "CUSTOMERS", label: "Customers", hint: "Everybody who has an account or bought something, with how much.", needs: "customers.read" },
];

/** The newest file of a kind that is being made or can be fetched. */
export function newestOf(files: readonly Export[], kind: ExportKind): Export | undefined {
  return files.find((file) => file.kind === kind && (file.state === "QUEUED" || file.path !== ""));
}

/** Rights that cover everything in the archive; the API asks for the same. */
export const ARCHIVE_NEEDS = ["customers.read", "orders.read", "products.read", "discounts.read", "content.read", "suppliers.read", "pricing.read", "store.read"];

/** The newest archive that is being made, can be fetched, or could not be made. */
export function newestArchive(files: readonly Export[]): Export | undefined {
  return files.find((file) => file.kind === "EVERYTHING" && (file.state === "QUEUED" || file.state === "FAILED" || file.path !== ""));
}

/** What is in a finished archive: "1,204 rows · 96 pictures · 12 MB". */
export function contentsOf({ rows, pictures, size_bytes: size }: Export): string {
  return [counted(rows, "row"), counted(pictures, "picture"), formatBytes(size)].join(" · ");
}
