/**
 * Answers the API contract from memory, for working on pages without the platform. Test-only.
 * Run: `node tests/fixture-server.mjs <port>`; then `CORE_INTERNAL_URL` and `AUTOMATION_URL` point to it.
 * `POST /switch {"automation": false, "empty": true, "status": "PROVISIONING"}` sets the scene.
 */
import { createServer } from "node:http";
import { importJob, makeWorld, preview, rowOf } from "./fixture-data.mjs";

const port = Number(process.argv[2] ?? 0);
const scene = { automation: true, empty: false, status: "ACTIVE", delay: 60 };
let world = null;

const token = (seconds) => `x.${Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + seconds, n: Math.random() })).toString("base64url")}.x`;
const pair = () => ({ access: token(300), refresh: token(86_400) });

class Refusal extends Error {
  constructor(status, code, message, fields) {
    super(message);
    Object.assign(this, { status, body: { data: null, error: { code, message, ...(fields ? { fields } : {}), request_id: "0123abcd" } } });
  }
}

function page(rows, query) {
  const number = Number(query.get("page") ?? 1);
  const size = Number(query.get("per_page") ?? 20);
  const all = scene.empty ? [] : rows;
  return { data: all.slice((number - 1) * size, number * size), total: all.length, page: number, per_page: size, error: null };
}

const has = (text, query) => text.toLowerCase().includes((query.get("search") ?? "").toLowerCase());
const same = (value, query, name) => !query.get(name) || query.get(name) === value;

function productList(query) {
  const found = world.products.filter((item) => has(`${item.title} ${item.vendor}`, query) && same(item.status, query, "status") && (!query.get("collection_id") || item.collections.some(({ id }) => id === query.get("collection_id"))));
  const ordering = query.get("ordering") ?? "";
  if (ordering.endsWith("title")) found.sort((a, b) => a.title.localeCompare(b.title) * (ordering.startsWith("-") ? -1 : 1));
  return page(found.map(rowOf), query);
}

function find(list, id) {
  const found = list.find((item) => item.id === id);
  if (!found) throw new Refusal(404, "not_found", "Not found.");
  return found;
}

function productChange(item, body) {
  if (body.title?.includes("refuse")) throw new Refusal(400, "validation_error", "Some fields need attention.", { title: ["Choose another title."], "variants.0.sku": ["This SKU is taken."] });
  const { variants, options, ...rest } = body;
  Object.assign(item, rest, { updated_at: new Date().toISOString() });
  if (options) item.options = options.map((option, position) => ({ id: `o-${option.name}`, name: option.name, position, values: option.values.map((value, at) => ({ id: value.id ?? value, name: value.name ?? value, position: at })) }));
  if (variants) item.variants = variants.map((row, position) => ({ title: row.option_values.join(" / "), image_id: null, ...item.variants.find((old) => old.id === row.id), position, ...row, id: row.id ?? `v-${Math.random()}` }));
  return item;
}

const session = () => ({ user: world.user, merchant: world.merchant, merchants: world.merchants });

/** Method and path pattern → answer; `data` is wrapped unless the answer is a page. */
const routes = [
  ["POST /auth/login", ({ body }) => {
    if (body.password !== "correct horse battery") throw new Refusal(401, "invalid_credentials", "E-mail or password is wrong.");
    return { ...session(), ...pair() };
  }],
  ["POST /auth/register", ({ body }) => {
    if (body.subdomain === "taken") throw new Refusal(409, "subdomain_taken", "This address is taken.", { subdomain: ["This address is taken."] });
    return { user: world.user, merchant: world.merchant, store: world.store, ...pair() };
  }],
  ["POST /auth/refresh", () => pair()],
  ["POST /auth/logout", () => ({})],
  ["GET /auth/me", () => ({ ...session(), permissions: world.permissions, must_enrol: world.must_enrol, two_factor: world.two_factor, stores: world.stores.map((store, at) => (at === 0 ? { ...store, status: scene.status } : store)) })],
  ["POST /auth/switch-merchant", () => ({ merchant: world.merchant, ...pair() })],
  ["POST /auth/password/change", ({ body }) => {
    if (body.current_password === "wrong") throw new Refusal(400, "validation_error", "Some fields need attention.", { current_password: ["This is not your password."] });
    return pair();
  }],
  ["POST /auth/.*", () => ({})],
  ["GET /stores/[^/]+/orders/summary", () => (scene.empty ? { ...world.summary, unfulfilled: 0, today: { orders: 0, revenue: { amount: "0.00", currency: "EUR" } }, last_7_days: world.summary.last_7_days.map((day) => ({ ...day, orders: 0, revenue: { amount: "0.00", currency: "EUR" } })) } : world.summary)],
  ["GET /stores/[^/]+/orders", ({ query }) => page(world.orders.filter((order) => has(`${order.number} ${order.customer_name} ${order.email}`, query) && same(order.payment_status, query, "payment_status") && same(order.fulfillment_status, query, "fulfillment_status")), query)],
  ["GET /stores/[^/]+/orders/([^/]+)", ({ ids }) => find(world.orders, ids[0])],
  ["POST /stores/[^/]+/orders/([^/]+)/cancel", ({ ids }) => Object.assign(find(world.orders, ids[0]), { payment_status: "CANCELLED" })],
  ["GET /stores/[^/]+/products", ({ query }) => productList(query)],
  ["POST /stores/[^/]+/products", ({ body }) => {
    const item = productChange({ ...structuredClone(world.products[0]), id: crypto.randomUUID(), images: [], content_note: null }, body);
    world.products.unshift(item);
    return item;
  }],
  ["GET /stores/[^/]+/products/([^/]+)", ({ ids }) => find(world.products, ids[0])],
  ["PATCH /stores/[^/]+/products/([^/]+)", ({ ids, body }) => productChange(find(world.products, ids[0]), body)],
  ["DELETE /stores/[^/]+/products/([^/]+)", ({ ids }) => { world.products = world.products.filter((item) => item.id !== ids[0]); return {}; }],
  ["POST /stores/[^/]+/products/([^/]+)/(publish|unpublish|archive)", ({ ids }) => Object.assign(find(world.products, ids[0]), { status: { publish: "ACTIVE", unpublish: "DRAFT", archive: "ARCHIVED" }[ids[1]] })],
  ["POST /stores/[^/]+/products/([^/]+)/images", ({ ids, origin }) => {
    const { images } = find(world.products, ids[0]);
    const added = { ...world.products[0].images[0], id: crypto.randomUUID(), url: `${origin}/media/new-${images.length}.svg`, renditions: [], alt_text: "", position: images.length };
    images.push(added);
    return added;
  }],
  ["PATCH /stores/[^/]+/products/([^/]+)/images/([^/]+)", ({ ids, body }) => {
    const item = find(world.products, ids[0]);
    const picked = Object.assign(find(item.images, ids[1]), body);
    if (body.position !== undefined) item.images = item.images.filter((other) => other !== picked).toSpliced(body.position, 0, picked);
    return picked;
  }],
  ["DELETE /stores/[^/]+/products/([^/]+)/images/([^/]+)", ({ ids }) => { const item = find(world.products, ids[0]); item.images = item.images.filter((other) => other.id !== ids[1]); return {}; }],
  ["GET /stores/[^/]+/collections", ({ query }) => page(world.collections.filter(({ title }) => has(title, query)), query)],
  ["POST /stores/[^/]+/collections", ({ body }) => { const made = { handle: "new", products_count: 0, ...body, id: crypto.randomUUID() }; world.collections.push(made); return made; }],
  ["GET /stores/[^/]+/collections/([^/]+)", ({ ids }) => find(world.collections, ids[0])],
  ["PATCH /stores/[^/]+/collections/([^/]+)", ({ ids, body }) => Object.assign(find(world.collections, ids[0]), body)],
  ["POST /stores/[^/]+/collections/([^/]+)/products(/remove)?", ({ ids, body }) => {
    const { id, title, handle } = find(world.collections, ids[0]);
    for (const key of body.product_ids) { const item = find(world.products, key); item.collections = item.collections.filter((other) => other.id !== id); if (!ids[1]) item.collections.push({ id, title, handle }); }
    return {};
  }],
  ["GET /automation/stores/[^/]+/imports", ({ query }) => page(world.imports, query)],
  ["POST /automation/stores/[^/]+/imports", () => { const job = importJob(50 + world.imports.length, "RUNNING", world.products); world.imports.unshift(job); return job; }],
  ["POST /automation/stores/[^/]+/imports/preview", ({ origin }) => ({ ...preview, images: [0, 1, 2].map((at) => `${origin}/media/2-${at}.svg`) })],
  ["GET /automation/stores/[^/]+/imports/([^/]+)", ({ ids }) => find(world.imports, ids[0])],
  ["POST /automation/stores/[^/]+/imports/([^/]+)/cancel", ({ ids }) => Object.assign(find(world.imports, ids[0]), { status: "CANCELLED" })],
  ["POST /automation/stores/[^/]+/imports/([^/]+)/retry", ({ ids }) => Object.assign(find(world.imports, ids[0]), { status: "RUNNING" })],
  ["GET /automation/stores/[^/]+/imports/([^/]+)/items", ({ ids, query }) => {
    const job = find(world.imports, ids[0]);
    return page(world.products.slice(0, 12).map((item, at) => ({ id: `${job.id}-${at}`, title: item.title, status: at < job.progress.done ? "SUCCEEDED" : at === job.progress.done && job.status === "RUNNING" ? "RUNNING" : job.status === "PARTIAL" ? "FAILED" : "QUEUED", steps: job.status === "RUNNING" && at === job.progress.done ? job.steps : [], product_id: at < job.progress.done ? item.id : null, errors: job.status === "PARTIAL" && at >= 10 ? job.errors.slice(0, 1) : [], notes: [] })), query);
  }],
  ["GET /stores/([^/]+)", ({ ids }) => ({ ...find(world.stores, ids[0]), status: scene.status })],
  ["PATCH /stores/([^/]+)", ({ ids, body }) => Object.assign(find(world.stores, ids[0]), body)],
  ["POST /stores", ({ body }) => { const store = { ...world.store, ...body, id: crypto.randomUUID(), domain: `${body.subdomain}.localhost` }; world.stores.push(store); return store; }],
].map(([key, answer]) => ({ pattern: new RegExp(`^${key}$`), answer }));

function picture(name) {
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="hsl(${hue} 30% 88%)"/><path d="M26 26h24v26a8 8 0 0 1-8 8h-8a8 8 0 0 1-8-8z" fill="hsl(${hue} 35% 45%)"/><path d="M50 32h6a6 6 0 0 1 0 14h-6" fill="none" stroke="hsl(${hue} 35% 45%)" stroke-width="4"/></svg>`;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return (request.headers["content-type"] ?? "").includes("json") && text ? JSON.parse(text) : {};
}

function answerTo(method, path, call) {
  if (!scene.automation && path.startsWith("/automation")) throw new Refusal(503, "automation_away", "Automation did not answer.");
  for (const { pattern, answer } of routes) {
    const match = pattern.exec(`${method} ${path}`);
    if (match) return answer({ ...call, ids: match.slice(1) });
  }
  throw new Refusal(404, "not_found", "Not found.");
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://fixture");
  const origin = `http://127.0.0.1:${server.address().port}`;
  void (async () => {
    if (url.pathname.startsWith("/media/")) {
      response.writeHead(200, { "Content-Type": "image/svg+xml", "Cross-Origin-Resource-Policy": "cross-origin" }).end(picture(url.pathname));
      return;
    }
    const body = await bodyOf(request);
    if (url.pathname === "/switch") {
      Object.assign(scene, body);
      response.writeHead(204).end();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, scene.delay));
    let status = 200;
    let answer;
    try {
      const data = answerTo(request.method, url.pathname.replace("/api/v1", ""), { body, query: url.searchParams, origin });
      answer = data && "per_page" in data ? data : { data, error: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      status = error.status;
      answer = error.body;
    }
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  })();
});

server.listen(port, "127.0.0.1", () => {
  world = makeWorld(`http://127.0.0.1:${server.address().port}`);
  process.stdout.write(`fixture ready on ${server.address().port}\n`);
});
