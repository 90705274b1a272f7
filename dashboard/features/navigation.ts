import { Calculator, ChartColumn, CloudDownload, Coins, Contact, Download, Eye, Factory, FileText, Gauge, House, KeyRound, Landmark, LayoutGrid, LayoutTemplate, type LucideIcon, Newspaper, Package, Palette, RefreshCw, ScrollText, Search, Settings, ShieldCheck, ShoppingBag, Sparkles, Telescope, TicketPercent, Truck, UserRound, Users, UsersRound, Wallet, Workflow } from "lucide-react";

export type NavItem = {
  label: string;
  /** Path below `/stores/{id}`; empty for the home page. */
  path: string;
  icon: LucideIcon;
  /** Other words a person may search by in the command palette. */
  words: string;
  /** The permission it takes; members without it are not shown the way. */
  needs?: string;
  /** Also shown in the bottom bar of phones. */
  isOnPhoneBar?: boolean;
};
export type NavGroup = { label: string | null; items: NavItem[] };

/** Every page of the shell, in order. A new area adds a line here and its page below `app/stores/[storeId]`. */
export const navigation: NavGroup[] = [
  {
    label: null,
    items: [
      { label: "Home", path: "", icon: House, words: "overview dashboard today start", isOnPhoneBar: true },
      { label: "Analytics", path: "analytics", icon: ChartColumn, words: "sales revenue report funnel sources visits export csv" },
    ],
  },
  {
    label: "Sell",
    items: [
      { label: "Orders", path: "orders", icon: ShoppingBag, words: "sales purchases customers", isOnPhoneBar: true },
      { label: "Products", path: "products", icon: Package, words: "catalog items variants stock price", isOnPhoneBar: true },
      { label: "Customers", path: "customers", icon: UsersRound, words: "shoppers people accounts buyers" },
      { label: "Discounts", path: "discounts", icon: TicketPercent, words: "codes coupons promotions vouchers" },
      { label: "Collections", path: "collections", icon: LayoutGrid, words: "categories groups" },
    ],
  },
  {
    label: "Source",
    items: [
      { label: "Research", path: "research", icon: Telescope, words: "find products ideas score trends reddit candidates", needs: "research.read" },
      { label: "Watch list", path: "watchlist", icon: Eye, words: "alerts price stock follow", needs: "research.read" },
      { label: "Imports", path: "imports", icon: CloudDownload, words: "shopify csv supplier add url html", isOnPhoneBar: true },
      { label: "Review", path: "reviews", icon: Sparkles, words: "ai claude texts accept reject undo proposals" },
      { label: "Price rules", path: "pricing", icon: Calculator, words: "margin multiplier markup prices cost preview", needs: "pricing.read" },
      { label: "Supplier checks", path: "sync", icon: RefreshCw, words: "sync stock cost quarantine reactions overdue", needs: "pricing.read" },
      { label: "AI costs", path: "ai-costs", icon: Coins, words: "claude ledger budget tokens spending" },
      { label: "Suppliers", path: "suppliers", icon: Factory, words: "aliexpress cj connect oauth key buy hold", needs: "suppliers.read" },
      { label: "Purchases", path: "purchases", icon: Truck, words: "purchase orders supplier exceptions tracking buy", needs: "suppliers.read" },
    ],
  },
  {
    label: "E-mail",
    items: [
      { label: "Flows", path: "email/flows", icon: Workflow, words: "email automation series welcome abandoned cart win back newsletter", needs: "email.read" },
      { label: "Templates", path: "email/templates", icon: LayoutTemplate, words: "email design blocks mjml preview", needs: "email.read" },
      { label: "Audience", path: "email/audience", icon: Contact, words: "subscribers consent unsubscribe suppression bounces contacts", needs: "email.read" },
    ],
  },
  {
    label: "Content",
    items: [
      { label: "Blog", path: "blog", icon: Newspaper, words: "posts articles calendar schedule write claude" },
      { label: "Pages", path: "pages", icon: FileText, words: "policies shipping returns privacy imprint about menus footer links" },
      { label: "Search engines", path: "seo", icon: Search, words: "seo audit score proposals redirects 404 not found feeds sitemap google merchant rss robots title template" },
    ],
  },
  {
    label: "Settings",
    items: [
      { label: "Store", path: "settings", icon: Settings, words: "name currency country language time zone" },
      { label: "Appearance", path: "settings/appearance", icon: Palette, words: "theme colours fonts logo hero announcement look design" },
      { label: "Shipping", path: "settings/shipping", icon: Truck, words: "zones rates delivery countries" },
      { label: "Tax", path: "settings/tax", icon: Landmark, words: "vat sales tax rates inclusive" },
      { label: "Plan & usage", path: "settings/plan", icon: Gauge, words: "billing subscription invoices limits trial upgrade card stripe" },
      { label: "Payouts", path: "settings/payouts", icon: Wallet, words: "stripe connect bank account payments fee onboarding", needs: "payouts.read" },
      { label: "Account", path: "settings/account", icon: UserRound, words: "password email profile merchant theme" },
      { label: "Security", path: "settings/security", icon: ShieldCheck, words: "two-factor 2fa authenticator recovery codes sessions devices password" },
      { label: "Team", path: "settings/team", icon: Users, words: "members people invite roles permissions owner" },
      { label: "API keys", path: "settings/api-keys", icon: KeyRound, words: "token secret integration developer", needs: "keys.read" },
      { label: "Your data", path: "settings/data", icon: Download, words: "export csv products orders customers backup leave move", needs: "analytics.export" },
      { label: "Audit log", path: "settings/audit", icon: ScrollText, words: "history changes who export", needs: "audit.read" },
    ],
  },
];

/** Things to do rather than places to look at; for the command palette. */
export const actions: NavItem[] = [
  { label: "Add a product", path: "products/new", icon: Package, words: "create new", needs: "products.write" },
  { label: "Import products", path: "imports/new", icon: CloudDownload, words: "start csv shopify url html", needs: "imports.write" },
  { label: "Write a post", path: "blog/new", icon: Newspaper, words: "blog article new", needs: "content.write" },
  { label: "Create a discount", path: "discounts/new", icon: TicketPercent, words: "new code coupon voucher", needs: "discounts.write" },
  { label: "Create a collection", path: "collections/new", icon: LayoutGrid, words: "new category", needs: "products.write" },
];

const items = navigation.flatMap((group) => group.items);
const labels = new Map([...items, ...actions, { label: "Create page", path: "pages/new" }, { label: "New template", path: "email/templates/new" }].map((item) => [item.path, item.label]));

export function storePath(storeId: string, path: string): string {
  return path === "" ? `/stores/${storeId}` : `/stores/${storeId}/${path}`;
}

/** Returns the item a path belongs to: the one with the longest matching path. */
export function activeItem(path: string): NavItem | undefined {
  const matching = items.filter((item) =>
    item.path === "" ? path === "" : path === item.path || path.startsWith(`${item.path}/`),
  );
  return matching.sort((a, b) => b.path.length - a.path.length)[0];
}

export type Crumb = { label: string; path: string | null };

/** Returns the way to a page. `leaf` names a page that only its data can name, such as a product's title. */
export function crumbsFor(path: string, leaf: string | null): Crumb[] {
  const item = activeItem(path);
  if (item === undefined || path === item.path) return item === undefined ? [] : [{ label: item.label, path: null }];
  return [{ label: item.label, path: item.path }, { label: leaf ?? labels.get(path) ?? "…", path: null }];
}
