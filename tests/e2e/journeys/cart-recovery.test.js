// A cart that was left: the ready flow is switched on, one mail goes out, its link brings the cart back with a code.
import assert from "node:assert/strict";
import { fillAddress, journey, mark, pay, signUp } from "./merchant.js";
import { mailsTo, shopUrl, until } from "./stage.js";

const id = mark();
const subdomain = `rosa-${id}`;
const address = `kim.${id}@example.com`;
const CODE = "COMEBACK10";
const run = journey("cart-recovery");
const { step, open, see } = run;

step("a merchant signs up and puts a product on sale", async (desk) => {
  await signUp(desk, { shop: `Rosa ${id}`, subdomain, email: `rosa.${id}@example.com` });
  await open("products/new");
  await desk.getByLabel("Title", { exact: true }).fill("Linen tea towel");
  await desk.getByLabel("Price", { exact: true }).fill("20.00");
  await desk.getByLabel("In stock", { exact: true }).fill("25");
  await desk.getByLabel("Status", { exact: true }).selectOption("ACTIVE");
  await desk.getByRole("button", { name: "Save product" }).click();
  await desk.waitForURL(/\/products\/[0-9a-f-]{36}/);
});

step("a code gives ten percent off", async (desk) => {
  await open("discounts/new");
  await desk.getByLabel("Code", { exact: true }).fill(CODE);
  await desk.getByLabel("Percent off").fill("10");
  await see(desk, "discount");
  await desk.getByRole("button", { name: "Create discount" }).click();
  await desk.waitForURL(/\/discounts\/[0-9a-f-]{36}/);
});

step("the ready flow is shortened, given the code and switched on", async (desk) => {
  await until("the ready flows", async () => {
    await open("email/flows");
    return desk.getByRole("link", { name: /Abandoned cart/ }).first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
  }, 60);
  await see(desk, "flows");
  await desk.getByRole("link", { name: /Abandoned cart/ }).first().click();
  await desk.getByLabel("After so many minutes without a change").fill("1");
  await desk.getByLabel("Who may get it").selectOption("consent");
  // The journey is walked at any hour of the day, at night too.
  await desk.getByLabel(/Keep quiet hours/).click();
  await desk.getByRole("button", { name: /^Send a mail: Cart: still here/ }).click();
  await desk.getByLabel(/^Discount code/).fill(CODE);
  await see(desk, "flow-changed");
  await desk.getByRole("button", { name: "Publish" }).click();
  await desk.getByText("Published for whoever enters from now on").waitFor();
  await desk.getByRole("button", { name: "Switch on" }).click();
  await desk.getByRole("alertdialog").or(desk.getByRole("dialog")).getByRole("button", { name: "Switch on" }).click();
  await desk.getByText("On. Inside: 0 people.").waitFor();
  await see(desk, "flow-on");
});

step("a shopper agrees to get mails", async () => {
  run.shopper = await (await run.stage.browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" })).newPage();
  const page = run.shopper;
  await page.goto(shopUrl(subdomain));
  await page.getByLabel("News by e-mail, now and then").fill(address);
  await page.getByRole("button", { name: "Write to me" }).click();
  await page.getByText("We have sent you a mail with a link").waitFor();
  const mail = await until("the mail that asks", async () => (await mailsTo(address))[0]);
  await page.goto(mail.links.find((link) => link.includes("/newsletter/confirm/")));
  await see(page, "confirm");
  await page.getByRole("button", { name: "Yes, write to me" }).click();
  await page.getByText("The next news comes to you").waitFor();
});

step("leaves a cart at the checkout", async () => {
  const page = run.shopper;
  await page.goto(`${shopUrl(subdomain)}/collections/all`);
  await page.getByRole("link", { name: /Linen tea towel/ }).first().click();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("button", { name: "To the checkout" }).click();
  await page.waitForURL(/\/checkout/);
  await page.getByLabel("E-mail", { exact: true }).first().fill(address);
  const noted = page.waitForResponse((answer) => answer.url().endsWith("/checkout") && answer.status() === 204);
  await page.getByLabel("Full name").focus();
  await noted;
  await see(page, "checkout-left");
  await page.context().close();
  run.shopper = null;
});

step("gets one mail, with the cart and the code", async () => {
  const mail = await until("the mail about the cart", async () => (await mailsTo(address)).find(({ subject }) => /cart/i.test(subject)), 150);
  assert.match(mail.html, /Linen tea towel/);
  assert.match(mail.text, new RegExp(`Your code.* ${CODE}`));
  run.link = mail.links.find((link) => link.includes("/cart/restore/"));
  assert.match(run.link, new RegExp(`\\?discount=${CODE}$`));
  const inbox = await run.stage.context.newPage();
  await inbox.setContent(mail.html);
  await see(inbox, "mail");
  await inbox.close();
});

step("comes back by its link on another device and buys with the code", async () => {
  run.shopper = await (await run.stage.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })).newPage();
  const page = run.shopper;
  await page.goto(run.link);
  await page.getByText("Welcome back: here is your cart").waitFor();
  const text = await page.getByRole("main").innerText();
  assert.match(text, /Linen tea towel/);
  assert.match(text, new RegExp(CODE));
  assert.match(text, /2\.00/);
  await see(page, "cart-restored");
  await page.getByRole("button", { name: "To the checkout" }).click();
  await page.waitForURL(/\/checkout/);
  await fillAddress(page, { email: address });
  await see(page, "checkout-with-code");
  await pay(page);
  assert.match(await page.getByRole("main").innerText(), new RegExp(CODE));
  await see(page, "order-paid");
  await page.context().close();
  run.shopper = null;
});

step("the person's history says what was sent and why", async (desk) => {
  await open("email/audience");
  await desk.getByRole("link", { name: new RegExp(address.replaceAll(".", "\\.")) }).click();
  await desk.waitForURL(/\/audience\/[0-9a-f-]{36}/);
  const history = desk.getByRole("main").locator("ol");
  await until("the end of the series", async () => {
    await desk.reload();
    await history.getByText("Joined the list").waitFor();
    return history.getByText("Left the flow: they bought").isVisible();
  }, 90);
  for (const sentence of ["Entered", "Mail sent"]) await history.getByText(sentence, { exact: true }).waitFor();
  await see(desk, "history");
  const told = (await mailsTo(address)).filter(({ subject }) => /cart/i.test(subject));
  assert.equal(told.length, 1, "exactly one mail about the cart");
});

step("the order keeps the code", async (desk) => {
  await open("orders");
  await desk.getByRole("link", { name: /1001/ }).first().click();
  await desk.getByText(`Discount · ${CODE}`).waitFor();
  await see(desk, "order");
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
