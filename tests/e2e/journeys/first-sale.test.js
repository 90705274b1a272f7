// From sign-up to the first sale: register, import, publish, buy, paid, told.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test as nodeTest } from "node:test";
import { gunzipSync } from "node:zlib";
import { DASHBOARD, mailsTo, openStage, sharedFile, shopUrl, until } from "./stage.js";

const mark = Date.now().toString(36);
const merchant = { email: `mara.${mark}@example.com`, password: "a long enough sentence", shop: `Mara ${mark}` };
const subdomain = `mara-${mark}`;
const shopper = `sam.${mark}@example.com`;
let stage;
let desk;
let broken = null;

/** A step of the journey; after one has failed the rest are skipped, for each stands on those before it. */
function test(name, given, work = given) {
  const options = typeof given === "object" ? given : {};
  nodeTest(name, options, async (context) => {
    if (broken) return context.skip(`because "${broken}" failed`);
    try {
      await work();
    } catch (error) {
      broken = name;
      await stage?.see(desk, "failed");
      throw error;
    }
  });
}

before(async () => {
  stage = await openStage("first-sale");
  desk = await stage.context.newPage();
});
after(() => stage?.close());

const storeBase = () => new URL(desk.url()).pathname.split("/").slice(0, 3).join("/");

/** Wait on an import's page until it has ended; returns its status words. */
async function importEnds() {
  await desk.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  return until("the import to end", async () => {
    const text = await desk.locator("main").innerText();
    return /Imported|Succeeded|Done|Partly|Failed|Cancelled/i.test(text) && !/Running|Queued|Waiting/i.test(text) ? text : null;
  }, 180);
}

test("a merchant signs up and has a shop", async () => {
  await desk.goto(`${DASHBOARD}/register`);
  await desk.getByLabel("Name of your shop").fill(merchant.shop);
  await desk.getByLabel("Web address").fill(subdomain);
  await desk.getByLabel("E-mail").fill(merchant.email);
  await desk.getByLabel("Password", { exact: true }).fill(merchant.password);
  await stage.see(desk, "register");
  await desk.getByRole("button", { name: "Open my shop" }).click();
  await desk.waitForURL(/\/stores\/[0-9a-f-]{36}/);
  const shop = await stage.context.newPage();
  await until("the shop to answer", async () => (await shop.goto(shopUrl(subdomain))).ok(), 10);
  await stage.see(shop, "empty-shop");
  await shop.close();
  await desk.getByRole("main").waitFor();
  await stage.see(desk, "home");
});

test("a mail asks to confirm the address", async () => {
  const mail = await until("the mail", async () => (await mailsTo(merchant.email))[0]);
  assert.match(mail.subject, /Confirm your e-mail address/);
});

test("apparel.csv is imported", { skip: !sharedFile("shopify-csv", "apparel.csv") && "../shared/data is not here" }, async () => {
  await desk.goto(DASHBOARD + storeBase() + "/imports/new");
  await desk.locator('input[type="file"]').setInputFiles(sharedFile("shopify-csv", "apparel.csv"));
  await stage.see(desk, "import-csv");
  await desk.getByRole("button", { name: "Start import" }).click();
  const text = await importEnds();
  assert.doesNotMatch(text, /\bFailed\b(?! to)/);
  await stage.see(desk, "import-csv-done");
});

test("a saved product page is imported", { skip: !sharedFile("product-pages") && "../shared/data is not here" }, async () => {
  await desk.goto(DASHBOARD + storeBase() + "/imports/new?from=html");
  const truth = JSON.parse(readFileSync(sharedFile("product-pages", "ground-truth.json"), "utf8"));
  const [id] = Object.entries(truth).find(([, page]) => page.price && page.sku && page.brand);
  const page = join(mkdtempSync(join(tmpdir(), "page-")), "product.html");
  writeFileSync(page, gunzipSync(readFileSync(sharedFile("product-pages", "html", `${id}.html.gz`))));
  await desk.locator('input[type="file"]').setInputFiles(page);
  await desk.getByRole("button", { name: "Show what is found" }).click();
  await desk.getByText(/confiden|sure/i).first().waitFor();
  await stage.see(desk, "page-preview");
  await desk.getByRole("button", { name: "Start import" }).click();
  await importEnds();
  await stage.see(desk, "page-imported");
});

test("one product is published and stands in the shop", async () => {
  await desk.goto(DASHBOARD + storeBase() + "/products");
  await stage.see(desk, "products");
  await desk.goto(DASHBOARD + storeBase() + "/products?search=Ocean");
  await desk.getByRole("link", { name: /Ocean Blue Shirt/ }).first().click();
  await desk.waitForURL(/\/products\/[0-9a-f-]{36}/);
  await desk.getByRole("button", { name: "Publish" }).first().click();
  await desk.getByText(/Active|Published|On sale/i).first().waitFor();
  await stage.see(desk, "product-published");
});

test("a shopper buys it without JavaScript", async () => {
  const context = await stage.browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await until("the product in the shop", async () => {
    await page.goto(`${shopUrl(subdomain)}/search?q=ocean`);
    return page.getByRole("link", { name: /Ocean Blue Shirt/ }).first().isVisible();
  }, 15);
  await stage.see(page, "shop-search");
  await page.getByRole("link", { name: /Ocean Blue Shirt/ }).first().click();
  await stage.see(page, "shop-product");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.waitForURL(/\/cart/);
  await stage.see(page, "shop-cart");
  await page.getByRole("button", { name: "To the checkout" }).click();
  await page.waitForURL(/\/checkout/);
  const fill = async (name, value) => page.locator(`[name="${name}"]`).first().fill(value);
  await fill("email", shopper);
  await page.locator('select[name="country"]').selectOption("DE");
  await fill("name", "Sam Shopper");
  await fill("line1", "Hafenweg 7");
  await fill("postal_code", "10115");
  await fill("city", "Berlin");
  await stage.see(page, "shop-checkout");
  await page.getByRole("button", { name: /^\s*Pay / }).last().click();
  await page.waitForURL(/\/stripe\/pay\//);
  await stage.see(page, "payment-page");
  await page.locator('[data-test="pay"]').click();
  await page.waitForURL(/\/orders\//);
  await until("the order to be paid", async () => {
    await page.reload();
    return /thank you|paid|confirmed/i.test(await page.locator("main").innerText());
  }, 30);
  await stage.see(page, "order-paid");
  await context.close();
});

test("the order is paid in the dashboard", async () => {
  await until("the order", async () => {
    await desk.goto(DASHBOARD + storeBase() + "/orders");
    await desk.getByRole("main").waitFor();
    // The list is fetched after the page stands; looking at once would miss it on a busy machine each time.
    return desk.getByRole("row", { name: /Sam Shopper/ }).first().waitFor({ timeout: 4_000 }).then(() => true, () => false);
  }, 30);
  await stage.see(desk, "orders");
  await desk.getByRole("link", { name: /1001/ }).first().click();
  await desk.getByText(/Paid/).first().waitFor();
  await stage.see(desk, "order");
});

test("everyone who should know is told", async () => {
  const confirmation = await until("the confirmation", async () => (await mailsTo(shopper))[0]);
  assert.match(confirmation.subject, /confirmed/);
  const news = await until("the merchant's mail", async () => (await mailsTo(merchant.email)).find((mail) => /New order/.test(mail.subject)));
  assert.ok(news);
  assert.equal((await mailsTo(shopper)).length, 1, "exactly one confirmation");
});

test("no page broke a script on the way", () => {
  assert.deepEqual(stage.errors, []);
});
