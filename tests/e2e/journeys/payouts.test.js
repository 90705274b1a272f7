// A new shop connects its own Stripe account, sells on it with the platform's fee, and closes when Stripe restricts it.
import assert from "node:assert/strict";
import { fillAddress, journey, mark, pay, signUp } from "./merchant.js";
import { api, SANDBOX, shopUrl, until } from "./stage.js";

const id = mark();
const run = journey("payouts");
const { step, open, see } = run;
const shop = shopUrl(`olga-${id}`);
let store;
let account;

const standing = async (desk) => (await api(desk, "GET", `stores/${store}/payouts`)).body.data;

step("a new shop is told that no account is connected", async (desk) => {
  await signUp(desk, { shop: `Olga ${id}`, subdomain: `olga-${id}`, email: `olga.${id}@example.com` });
  store = new URL(desk.url()).pathname.split("/")[2];
  await open("settings/payouts");
  await desk.getByRole("heading", { name: "Connect an account to be paid" }).waitFor();
  await see(desk, "not-connected");
});

step("onboarding can be left and taken up again", async (desk) => {
  await desk.getByRole("button", { name: "Connect with Stripe" }).click();
  await desk.waitForURL(/\/stripe\/onboarding\//);
  await desk.getByRole("link", { name: "Later" }).click();
  await desk.waitForURL(/\/settings\/payouts/);
  await desk.getByRole("heading", { name: "Almost there" }).waitFor();
  await see(desk, "almost-there");
  account = (await standing(desk)).account_id;
});

step("the owner finishes it, and the shop takes payments", async (desk) => {
  await desk.getByRole("button", { name: "Continue with Stripe" }).click();
  await desk.waitForURL(/\/stripe\/onboarding\//);
  await desk.locator('[data-test="finish-onboarding"]').click();
  await desk.waitForURL(/\/stores\/[0-9a-f-]+\/settings\/payouts/);
  await desk.getByRole("heading", { name: "Your shop takes payments" }).waitFor();
  await see(desk, "ready");
  const found = await standing(desk);
  assert.deepEqual([found.state, found.account_id, found.is_platform_charging], ["READY", account, false]);
});

step("a sale is charged on that account, with the plan's fee", async (desk) => {
  const product = { title: "Linen apron", status: "ACTIVE", variants: [{ option_values: [], price: { amount: "40.00", currency: "EUR" }, stock_quantity: 5 }] };
  assert.equal((await api(desk, "POST", `stores/${store}/products`, product)).status, 201);
  run.shopper = await (await run.stage.enter()).newPage();
  const page = run.shopper;
  await page.goto(`${shop}/products/linen-apron`);
  await page.getByRole("button", { name: /add to cart/i }).first().click();
  await page.goto(`${shop}/checkout`);
  await fillAddress(page, { email: `sam.${id}@example.com` });
  await pay(page, see);
  const headers = { Authorization: "Bearer sk_test_journey", "Stripe-Account": account };
  const answer = await (await fetch(`${SANDBOX}/stripe/v1/payment_intents`, { headers })).json();
  const [payment] = answer.data;
  assert.equal(payment.status, "succeeded");
  assert.equal(payment.application_fee_amount, Math.floor(payment.amount / 100));
});

step("when Stripe restricts the account, shoppers read it in clear words", async (desk) => {
  const answer = await fetch(`${SANDBOX}/controls/stripe/accounts/${account}/restrict`, { method: "POST" });
  assert.equal(answer.status, 200);
  await until("the restriction to arrive", async () => (await standing(desk)).state === "RESTRICTED");
  const page = run.shopper;
  await page.goto(`${shop}/products/linen-apron`);
  await page.getByRole("button", { name: /add to cart/i }).first().click();
  await page.goto(`${shop}/checkout`);
  await page.getByText("This shop cannot take payments at the moment.").waitFor();
  await see(page, "checkout-closed");
  await desk.reload();
  await desk.getByRole("heading", { name: "Your shop cannot take payments" }).waitFor();
  await see(desk, "restricted");
});

step("a refund waits for an account that left, and is withdrawn", async (desk) => {
  const answer = await fetch(`${SANDBOX}/controls/stripe/accounts/${account}/deauthorize`, { method: "POST" });
  assert.equal(answer.status, 200);
  const [order] = (await api(desk, "GET", `stores/${store}/orders`)).body.data;
  const refund = await api(desk, "POST", `stores/${store}/orders/${order.id}/refunds`, { amount: { amount: "5.00", currency: "EUR" } });
  assert.deepEqual([refund.status, refund.body.data.state], [201, "PENDING"]);
  await open(`orders/${order.id}`);
  await desk.getByText(/is not connected any more\. Connect it again/).first().waitFor();
  await see(desk, "refund-waits");
  await desk.getByRole("button", { name: "Withdraw" }).click();
  await see(desk, "refund-withdraw");
  await desk.getByRole("button", { name: "Withdraw it" }).click();
  await desk.getByText(/Withdrawn while its Stripe account was not connected/).first().waitFor();
  await desk.getByRole("button", { name: "Withdraw" }).waitFor({ state: "detached" });
  await see(desk, "refund-withdrawn");
});

step("plan and usage fit a phone and the dark", async (desk) => {
  await open("settings/plan");
  await desk.getByRole("heading", { name: "Plans" }).waitFor();
  await see(desk, "plan");
  await desk.getByText("Yearly").click();
  await desk.getByText("€790.00").waitFor();
  await desk.setViewportSize({ width: 390, height: 844 });
  await desk.emulateMedia({ colorScheme: "dark" });
  const isWide = await desk.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(isWide, false, "the page is wider than the phone");
  await see(desk, "plan-phone-dark");
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
