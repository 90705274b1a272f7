// From an idea to a parcel: a supplier is connected, research finds a product, it is sold, bought there and sent.
import assert from "node:assert/strict";
import { fillAddress, journey, mark, pay, signUp } from "./merchant.js";
import { api, mailsTo, SANDBOX, shopUrl, until } from "./stage.js";

const id = mark();
const subdomain = `nora-${id}`;
const shopper = `sam.${id}@example.com`;
const tracking = `LP${String(Date.now()).slice(-11)}CN`;
const run = journey("source-to-doorstep");
const { step, open, see } = run;

const control = async (path, body) => {
  const answer = await fetch(`${SANDBOX}/controls/${path}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
};

/** Load the page again until what is looked for is there. */
const reloaded = (what, locator, seconds) =>
  until(what, async () => {
    if (await locator.isVisible()) return true;
    await run.desk.reload();
    await run.desk.getByRole("main").waitFor();
    return locator.waitFor({ timeout: 3_000 }).then(() => true, () => false);
  }, seconds);

step("a merchant signs up and connects AliExpress on its own page", async (desk) => {
  await signUp(desk, { shop: `Nora ${id}`, subdomain, email: `nora.${id}@example.com` });
  await open("suppliers");
  const card = desk.locator("section, div").filter({ has: desk.getByRole("heading", { name: "AliExpress" }) }).last();
  await card.waitFor();
  await see(desk, "suppliers");
  await desk.getByRole("button", { name: "Connect", exact: true }).first().click();
  await desk.waitForURL(/\/aliexpress\/oauth/);
  await see(desk, "consent");
  await desk.getByRole("button", { name: "Authorize" }).click();
  await desk.waitForURL(/\/stores\/[0-9a-f-]{36}\/suppliers/);
  await desk.getByText("Connected", { exact: true }).first().waitFor();
});

step("orders are bought at once", async (desk) => {
  await desk.getByLabel("Hold before buying, minutes").fill("0");
  await desk.getByLabel(/^Phone for parcels/).fill("+49 30 5550123");
  await desk.getByRole("button", { name: "Save", exact: true }).click();
  await desk.getByText("Saved.").waitFor();
  await see(desk, "suppliers-connected");
});

step("criteria are set and today's research runs", async (desk) => {
  await open("research");
  await see(desk, "research-empty");
  await desk.getByRole("button", { name: "Criteria" }).click();
  await desk.getByLabel("Keywords", { exact: true }).fill("mug\nteapot");
  await desk.getByLabel("Ship to", { exact: true }).fill("DE");
  await see(desk, "criteria");
  await desk.getByRole("button", { name: "Save", exact: true }).click();
  await desk.getByRole("dialog").waitFor({ state: "hidden" });
  await desk.getByRole("button", { name: /Run today.s research/ }).click();
  await desk.getByText(/^(Done|Done, a source failed)$/).waitFor({ timeout: 180_000 });
  const candidates = desk.getByRole("list", { name: "Candidates" });
  await candidates.getByRole("listitem").first().waitFor();
  await candidates.getByText("No evidence").first().waitFor({ state: "hidden" });
  await see(desk, "research-done");
});

step("the best candidate shows what its score is made of", async (desk) => {
  const best = desk.getByRole("list", { name: "Candidates" }).getByRole("link").first();
  run.found = (await best.innerText()).trim();
  await best.click();
  await desk.waitForURL(/\/research\/[0-9a-f-]{36}/);
  for (const part of ["Demand", "Margin", "Competition", "Trend", "Risk"]) await desk.getByText(part, { exact: true }).first().waitFor();
  await see(desk, "candidate");
  await desk.getByRole("button", { name: /^AliExpress: / }).first().click();
  const evidence = desk.getByRole("dialog");
  await evidence.getByText("The answer as it came").waitFor();
  await see(desk, "evidence");
  await desk.keyboard.press("Escape");
  await evidence.waitFor({ state: "hidden" });
});

step("it is imported in one click", async (desk) => {
  await desk.getByRole("button", { name: "Import", exact: true }).click();
  await desk.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  await desk.getByRole("status").filter({ hasText: "1 product imported" }).waitFor({ timeout: 180_000 });
  await see(desk, "imported");
});

step("its text is read beside the supplier's and accepted", async (desk) => {
  await open("reviews");
  await desk.getByRole("button", { name: "Accept all" }).waitFor();
  await see(desk, "review");
  await desk.getByRole("button", { name: "Accept all" }).click();
  await desk.getByText("Accepted", { exact: true }).first().waitFor();
  await desk.getByRole("button", { name: "Accept all" }).waitFor({ state: "hidden" });
  await see(desk, "review-accepted");
});

step("it is published", async (desk) => {
  await desk.getByRole("main").getByRole("link").first().click();
  await desk.waitForURL(/\/products\/[0-9a-f-]{36}/);
  run.title = await desk.getByLabel("Title", { exact: true }).inputValue();
  await desk.getByRole("button", { name: "Publish" }).first().click();
  await desk.getByText("Active", { exact: true }).first().waitFor();
  await see(desk, "product");
});

step("a shopper, sent by an assistant, buys it", async () => {
  run.shopper = await (await run.stage.visit({ viewport: { width: 390, height: 844 } })).newPage();
  const page = run.shopper;
  await until("the product in the shop", async () => {
    await page.goto(`${shopUrl(subdomain)}/collections/all`, { referer: "https://chatgpt.com/" });
    return page.getByRole("link", { name: run.title }).first().isVisible();
  }, 15);
  await page.getByRole("link", { name: run.title }).first().click();
  await see(page, "shop-product");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("button", { name: "To the checkout" }).click();
  await page.waitForURL(/\/checkout/);
  await fillAddress(page, { email: shopper });
  await pay(page, see);
  await see(page, "order-paid");
  run.order = page.url();
});

step("the way to the sale is counted, without a cookie", async (desk) => {
  const told = async (what) => (await api(desk, "GET", `stores/${run.store}/analytics/${what}`)).body.data;
  await open("analytics");
  run.store = new URL(desk.url()).pathname.split("/")[2];
  await until("the sale in the funnel", async () => (await told("funnel")).paid === 1, 30);
  const { visits, carts, checkouts } = await told("funnel");
  assert.deepEqual([visits, carts, checkouts], [1, 1, 1]);
  await reloaded("the source", desk.getByRole("table", { name: "Sources" }).getByText("ChatGPT"), 30);
  await see(desk, "analytics");
  const cookies = await run.shopper.context().cookies(shopUrl(subdomain));
  assert.deepEqual(cookies.filter(({ name }) => /visit|track|analytics/i.test(name)), []);
});

step("the purchase is placed at the supplier", async (desk) => {
  await open("purchases");
  const row = desk.getByRole("link", { name: /Order #1001/ }).first();
  await reloaded("the purchase", row, 30);
  await row.click();
  await desk.waitForURL(/\/purchases\/[0-9a-f-]{36}/);
  await reloaded("the placed purchase", desk.getByText("Bought", { exact: true }).first(), 90);
  await see(desk, "purchase");
});

step("the supplier sends it and the order learns the number", async (desk) => {
  const text = await desk.getByRole("main").innerText();
  const { orders } = await control("aliexpress/orders");
  const order = orders.find((one) => text.includes(String(one.id)));
  assert.ok(order, "the supplier knows the order that the purchase names");
  await control(`aliexpress/orders/${order.id}/ship`, { number: tracking });
  await desk.getByRole("link", { name: "Order #1001" }).click();
  await desk.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  await reloaded("the number in the order", desk.getByText(tracking).first(), 150);
  await see(desk, "order-sent");
});

step("the customer is told, once, with the number", async () => {
  const about = async () => (await mailsTo(shopper)).filter(({ html, text }) => (html + text).includes(tracking));
  const mail = await until("the mail about the parcel", async () => (await about())[0], 60);
  const inbox = await run.stage.context.newPage();
  await inbox.setContent(mail.html);
  await see(inbox, "mail");
  await inbox.close();
  await run.shopper.goto(run.order);
  await run.shopper.getByText(tracking).first().waitFor();
  await see(run.shopper, "order-on-its-way");
  assert.equal((await about()).length, 1, "exactly one mail about the parcel");
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
