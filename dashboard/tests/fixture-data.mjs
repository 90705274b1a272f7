/** Invented data in the shapes of the API contract, for looking at pages without the platform. Test-only. */

const eur = (amount) => ({ amount: amount.toFixed(2), currency: "EUR" });
const id = (kind, number) => `01900000-0000-7000-8000-${kind}${String(number).padStart(11, "0")}`;
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const NAMES = [
  ["Walnut desk lamp", "Alder & Co", 64.9], ["Linen apron, indigo", "Weft", 38], ["Stoneware mug", "Kiln House", 16.5],
  ["Copper plant mister", "Alder & Co", 24], ["Oak cutting board", "Gouge", 45], ["Wool throw, moss", "Weft", 119],
  ["Brass bookend pair", "Alder & Co", 52], ["Cast iron trivet", "Forge Nine", 19.9], ["Canvas tote", "Weft", 22],
  ["Beech salad servers", "Gouge", 18], ["Enamel kettle", "Forge Nine", 74], ["Paper star lantern", "Foldwork", 12],
  ["Terracotta planter with a rather long name that has to wrap somewhere", "Kiln House", 29], ["Cork coaster set", "Gouge", 14],
];

function image(number, position, origin) {
  const url = `${origin}/media/${number}-${position}.svg`;
  return { id: id("c", number * 10 + position), url, alt_text: position === 0 ? NAMES[number % NAMES.length][0] : "", width: 800, height: 800, position, renditions: [{ format: "webp", width: 400, url }] };
}

function variant(number, values, price, position) {
  return {
    id: id("b", number * 3000 + position), title: values.join(" / ") || "Default", sku: `SKU-${number}-${position}`, barcode: "", option_values: values,
    price: eur(price), compare_at_price: position % 3 === 0 ? eur(price * 1.25) : null, cost: eur(price * 0.4), weight_grams: 350, stock_quantity: (position * 7) % 40,
    is_stock_tracked: true, position, image_id: null,
  };
}

function optionsOf(number) {
  if (number === 1) return [["Size", ["S", "M", "L"]], ["Colour", ["Indigo", "Rust"]]];
  if (number === 5) return [["Size", Array.from({ length: 20 }, (_, n) => `Size ${n + 1}`)], ["Colour", Array.from({ length: 10 }, (_, n) => `Colour ${n + 1}`)], ["Finish", Array.from({ length: 10 }, (_, n) => `Finish ${n + 1}`)]];
  return [];
}

function product(number, origin) {
  const [title, vendor, price] = NAMES[number % NAMES.length];
  const options = optionsOf(number);
  const combos = options.reduce((rows, [, values]) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
  const variants = combos.map((values, position) => variant(number, values, price + (position % 4), position));
  const handle = title.toLowerCase().replace(/[^a-z]+/g, "-");
  return {
    id: id("a", number), title, handle, status: ["ACTIVE", "ACTIVE", "DRAFT", "ARCHIVED"][number % 4], vendor, product_type: "Home",
    variants, images: number === 7 ? [] : [0, 1, 2].map((position) => image(number, position, origin)),
    description_html: `<p>${title}, made to be used every day.</p><h3>Details</h3><ul><li>Made in small batches</li><li>Ships in <strong>two days</strong></li></ul>`,
    tags: ["home", "gift"], options: options.map(([name, values], position) => ({ id: id("d", number * 5 + position), name, position, values: values.map((value, at) => ({ id: id("e", number * 100 + at), name: value, position: at })) })),
    collections: [], seo_title: "", seo_description: "", content_note: number === 2 ? "The AI rewrite was not available; this is the cleaned text of the source." : null,
    source_url: number === 2 ? "https://shop.example/mug" : null, storefront_url: `http://demo.localhost:8000/products/${handle}`,
    is_flagged: number === 2, updated_at: ago(number * 97), created_at: ago(number * 200 + 900),
  };
}

export function rowOf(full) {
  const prices = full.variants.map((item) => Number(item.price.amount));
  const { id: key, title, handle, status, vendor, product_type, updated_at, created_at, is_flagged } = full;
  return {
    id: key, title, handle, status, vendor, product_type, updated_at, created_at, is_flagged,
    price_min: eur(Math.min(...prices)), price_max: eur(Math.max(...prices)), image: full.images[0] ? { url: full.images[0].url, alt_text: full.images[0].alt_text } : null,
    variants_count: full.variants.length, stock_total: full.id === id("a", 3) ? null : full.variants.reduce((sum, item) => sum + item.stock_quantity, 0),
  };
}

const PEOPLE = [["Maja Lindqvist", "maja@example.com"], ["Tomás Rivera", "tomas@example.com"], ["Ines Okafor", "ines@example.com"], ["", "guest.with.a.long.address@example.com"]];

function order(number, products) {
  const [name, email] = PEOPLE[number % PEOPLE.length];
  const picked = [products[number % products.length], products[(number + 3) % products.length]];
  const lines = picked.map((item, at) => ({
    id: id("f", number * 10 + at), product_id: item.id, variant_id: item.variants[0].id, title: item.title, variant_title: item.variants[0].option_values.join(" / "), sku: item.variants[0].sku,
    quantity: at + 1, unit_price: item.variants[0].price, line_total: eur(Number(item.variants[0].price.amount) * (at + 1)), image_url: item.images[0]?.url ?? "",
    discount_total: eur(0), tax_total: eur(0), fulfilled_quantity: 0, refunded_quantity: 0, unfulfilled_quantity: at + 1,
  }));
  const subtotal = lines.reduce((sum, line) => sum + Number(line.line_total.amount), 0);
  const status = ["PAID", "PAID", "PENDING", "PAID", "EXPIRED", "ON_HOLD", "REFUNDED"][number % 7];
  const address = { name: name || "Guest", company: "", line1: "Storgatan 12", line2: "", city: "Malmö", postal_code: "211 42", state: "", country: "SE", phone: "+46 40 123 45" };
  return {
    id: id("9", number), number: 1040 - number, placed_at: ago(number * 311 + 12), email, customer_name: name, payment_status: status, fulfillment_status: ["UNFULFILLED", "PARTIAL", "FULFILLED"][number % 3],
    items_count: 3, total: eur(subtotal + 4.9), lines, shipping_address: address, billing_address: address, shipping_method: "Standard", subtotal: eur(subtotal), shipping_total: eur(4.9), tax_total: eur(subtotal * 0.2),
    discount_total: eur(0), paid_total: status === "PAID" ? eur(subtotal + 4.9) : eur(0), refunded_total: eur(0), currency: "EUR", note: number === 0 ? "Please wrap it as a present." : "", hold_reason: status === "ON_HOLD" ? "The amount paid differs from the order." : "",
    cancel_reason: "", expires_at: null, delivery_status: "NOT_SHIPPED", refundable: eur(subtotal + 4.9), shipping_refundable: eur(4.9),
    discount_code: "", tax_name: "VAT", tax_percent: "20", is_tax_inclusive: true, fulfillments: [], refunds: [],
    timeline: [{ at: ago(number * 311 + 12), type: "placed", message: "Order placed" }, { at: ago(number * 311 + 10), type: "paid", message: "Paid by card" }, { at: ago(number * 311 + 9), type: "mail_sent", message: `Confirmation sent to ${email}` }],
    payment: { provider: "stripe", reference: `pi_${number}example`, status, paid_at: status === "PAID" ? ago(number * 311 + 10) : null },
  };
}

const steps = (states, running) => ["fetch", "extract", "rewrite", "images", "create"].map((name, at) => ({
  name, status: states[at], started_at: states[at] === "PENDING" ? null : ago(1), finished_at: null, seconds: states[at] === "SUCCEEDED" ? 0.4 + at * 1.7 : null,
  cost: { amount: name === "rewrite" && states[at] === "SUCCEEDED" ? "0.0123" : "0.00", currency: "USD" }, message: running === name ? "3 of 12 products" : "",
}));

export function importJob(number, status, products) {
  const states = { RUNNING: ["SUCCEEDED", "SUCCEEDED", "RUNNING", "PENDING", "PENDING"], SUCCEEDED: Array(5).fill("SUCCEEDED"), PARTIAL: ["SUCCEEDED", "SUCCEEDED", "SKIPPED", "FAILED", "SUCCEEDED"], QUEUED: Array(5).fill("PENDING"), CANCELLED: ["SUCCEEDED", "SUCCEEDED", "SKIPPED", "SKIPPED", "SKIPPED"] }[status];
  const done = { RUNNING: 3, SUCCEEDED: 12, PARTIAL: 10, QUEUED: 0, CANCELLED: 0 }[status];
  return {
    id: id("7", number), kind: number % 2 ? "product_page" : "shopify_csv", source_label: number % 2 ? "https://shop.example/products/stoneware-mug-with-handle?variant=402193" : "apparel.csv", status, steps: steps(states, status === "RUNNING" ? "rewrite" : null),
    progress: { total: 12, done, failed: status === "PARTIAL" ? 2 : 0, percent: Math.round((done / 12) * 100) + (status === "RUNNING" ? 8 : 0) }, product_ids: status === "SUCCEEDED" || status === "PARTIAL" ? products.slice(0, 3).map((item) => item.id) : [],
    errors: status === "PARTIAL" ? [{ code: "image_unreachable", message: "The picture could not be fetched after 3 tries.", row: 14, reference: "https://cdn.shop.example/a.jpg" }, { code: "price_missing", message: "No price in this row.", row: 22 }] : [],
    notes: status === "PARTIAL" ? ["The AI rewrite was not available; the cleaned source texts were kept."] : [], created_at: ago(number * 60 + 2), finished_at: status === "RUNNING" || status === "QUEUED" ? null : ago(number * 60),
  };
}

export const preview = {
  title: "Stoneware mug with handle", price: eur(16.5), sku: "MUG-402", availability: "InStock", brand: "Kiln House", description: "<p>Thrown by hand, glazed in ash white. Holds 300 ml and may go into the dishwasher.</p>",
  images: [], variants: [{ title: "White" }, { title: "Grey" }], confidence: { title: 0.98, price: 0.95, sku: 0.74, availability: 0.9, brand: 0.42 },
};

export function makeWorld(origin) {
  const products = Array.from({ length: 46 }, (_, number) => product(number, origin));
  const store = { id: id("1", 1), name: "Plumb & Pine", status: "ACTIVE", domain: "demo.localhost", url: "http://demo.localhost:8000/", currency: "EUR", country: "DE", locale: "en", time_zone: "Europe/Berlin", contact_email: "hello@example.com" };
  const merchant = { id: id("2", 1), name: "Plumb & Pine GmbH", role: "OWNER", role_name: "Owner" };
  const areas = ["products", "orders", "imports", "customers", "discounts", "content", "suppliers", "pricing", "research", "seo", "email", "store", "team", "keys", "billing", "payouts"];
  const permissions = [...areas.flatMap((area) => [`${area}.read`, `${area}.write`]), "analytics.read", "audit.read", "orders.refund", "store.create", "team.own"];
  return {
    store, merchant, merchants: [merchant, { id: id("2", 2), name: "Second Shelf Ltd", role: "STAFF", role_name: "Staff" }],
    permissions, must_enrol: false, two_factor: { is_enabled: false, is_required: false, recovery_codes_left: 0 },
    stores: [store, { ...store, id: id("1", 2), name: "Nordlicht", domain: "nordlicht.localhost" }],
    user: { id: id("3", 1), email: "owner@example.com", full_name: "Robin Ahlgren", is_email_verified: false },
    products, orders: Array.from({ length: 34 }, (_, number) => order(number, products)),
    collections: ["Kitchen", "Living room", "Under 25"].map((title, number) => ({ id: id("8", number), title, handle: title.toLowerCase().replace(/ /g, "-"), description_html: "", products_count: 8 + number, is_published: number !== 2 })),
    imports: ["RUNNING", "PARTIAL", "SUCCEEDED", "CANCELLED"].map((status, number) => importJob(number, status, products)),
    summary: { today: { orders: 4, revenue: eur(312.4) }, last_7_days: [120, 260, 90, 0, 410, 380, 312.4].map((sum, at) => ({ date: new Date(Date.now() - (6 - at) * 86_400_000).toISOString().slice(0, 10), orders: Math.round(sum / 70), revenue: eur(sum) })), unfulfilled: 12 },
  };
}
