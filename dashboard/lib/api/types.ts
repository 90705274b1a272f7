/** The wire shapes of both APIs as this dashboard uses them, in the form openapi-typescript generates. */

export type Money = { amount: string; currency: string };
export type StoreStatus = "PROVISIONING" | "ACTIVE" | "SUSPENDED" | "CLOSED";
export type ProductStatus = "DRAFT" | "ACTIVE" | "ARCHIVED";
export type PaymentStatus =
  | "PENDING"
  | "PAID"
  | "EXPIRED"
  | "CANCELLED"
  | "PARTIALLY_REFUNDED"
  | "REFUNDED"
  | "ON_HOLD";
export type FulfillmentStatus = "UNFULFILLED" | "PARTIAL" | "FULFILLED";
export type ImportStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "PARTIAL" | "FAILED" | "CANCELLED";
export type StepStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "SKIPPED";
export type StepName = "fetch" | "extract" | "rewrite" | "images" | "create";

export type User = { id: string; email: string; full_name: string; is_email_verified: boolean };
export type Merchant = { id: string; name: string; role: string };
export type Store = {
  id: string;
  name: string;
  status: StoreStatus;
  domain: string;
  url: string;
  currency: string;
  country: string;
  locale: string;
  time_zone: string;
  contact_email: string;
};
export type Me = { user: User; merchant: Merchant | null; merchants: Merchant[]; stores: Store[] };

export type ProductRow = {
  id: string;
  title: string;
  handle: string;
  status: ProductStatus;
  vendor: string;
  product_type: string;
  price_min: Money | null;
  price_max: Money | null;
  image: { url: string; alt_text: string } | null;
  variants_count: number;
  stock_total: number | null;
  updated_at: string;
  created_at: string;
  is_flagged: boolean;
};
export type OptionValue = { id: string; name: string; position: number };
export type ProductOption = { id: string; name: string; position: number; values: OptionValue[] };
export type Variant = {
  id: string;
  title: string;
  sku: string;
  barcode: string;
  option_values: string[];
  price: Money;
  compare_at_price: Money | null;
  cost: Money | null;
  weight_grams: number | null;
  stock_quantity: number;
  is_stock_tracked: boolean;
  position: number;
  image_id: string | null;
};
export type Rendition = { format: string; width: number; url: string };
export type ProductImage = {
  id: string;
  url: string;
  alt_text: string;
  width: number;
  height: number;
  position: number;
  renditions: Rendition[];
};
export type Product = ProductRow & {
  description_html: string;
  tags: string[];
  options: ProductOption[];
  variants: Variant[];
  images: ProductImage[];
  collections: { id: string; title: string; handle: string }[];
  seo_title: string;
  seo_description: string;
  content_note: string | null;
  source_url: string | null;
  storefront_url: string;
};
export type VariantInput = {
  id?: string;
  option_values: string[];
  sku?: string;
  barcode?: string;
  price: Money;
  compare_at_price?: Money | null;
  cost?: Money | null;
  weight_grams?: number | null;
  stock_quantity?: number;
  is_stock_tracked?: boolean;
};
export type ProductInput = {
  title: string;
  description_html?: string;
  status?: ProductStatus;
  vendor?: string;
  product_type?: string;
  tags?: string[];
  handle?: string;
  options?: { name: string; values: string[] }[];
  variants?: VariantInput[];
  seo_title?: string;
  seo_description?: string;
};
export type Collection = {
  id: string;
  title: string;
  handle: string;
  description_html: string;
  products_count: number;
  is_published: boolean;
};
export type CollectionInput = { title: string; handle?: string; description_html?: string; is_published?: boolean };

export type OrderRow = {
  id: string;
  number: number;
  placed_at: string;
  email: string;
  customer_name: string;
  payment_status: PaymentStatus;
  fulfillment_status: FulfillmentStatus;
  items_count: number;
  total: Money;
};
export type OrderLine = {
  id: string;
  product_id: string | null;
  variant_id: string | null;
  title: string;
  variant_title: string;
  sku: string;
  quantity: number;
  unit_price: Money;
  line_total: Money;
  image_url: string | null;
};
export type Address = Record<string, string | null>;
export type Order = OrderRow & {
  /** Why the order is ON_HOLD, else empty. */
  hold_reason: string;
  lines: OrderLine[];
  shipping_address: Address | null;
  billing_address: Address | null;
  shipping_method: string | null;
  subtotal: Money;
  shipping_total: Money;
  tax_total: Money;
  discount_total: Money;
  paid_total: Money;
  currency: string;
  note: string;
  timeline: { at: string; type: string; message: string }[];
  payment: { provider: string; reference: string; status: string; paid_at: string | null } | null;
};
export type OrdersSummary = {
  today: { orders: number; revenue: Money };
  last_7_days: { date: string; orders: number; revenue: Money }[];
  unfulfilled: number;
};

export type ImportStep = {
  name: StepName;
  status: StepStatus;
  started_at: string | null;
  finished_at: string | null;
  seconds: number | null;
  cost: Money | null;
  message: string;
};
export type ImportProblem = { code: string; message: string; row?: number | null; reference?: string | null };
export type ImportJob = {
  id: string;
  kind: string;
  source_label: string;
  status: ImportStatus;
  steps: ImportStep[];
  progress: { total: number; done: number; failed: number; percent: number };
  product_ids: string[];
  errors: ImportProblem[];
  notes: string[];
  created_at: string;
  finished_at: string | null;
};
export type ImportItem = {
  id: string;
  title: string;
  status: ImportStatus;
  steps: ImportStep[];
  product_id: string | null;
  errors: ImportProblem[];
  notes: string[];
};
export type ImportSource = { kind: "product_page"; url?: string; html?: string; url_of_html?: string };
export type ImportOptions = { rewrite: boolean; tone?: string; language?: string };
export type ImportPreview = {
  title: string | null;
  price: Money | null;
  sku: string | null;
  availability: string | null;
  brand: string | null;
  description: string | null;
  images: string[];
  variants: { title: string; price?: Money | null; sku?: string | null }[];
  confidence: number | Record<string, number> | null;
};

export type Page<Row> = { rows: Row[]; total: number; page: number; perPage: number };
