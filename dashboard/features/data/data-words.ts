import type { Export, ExportKind } from "@/features/analytics/analytics-api";

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
