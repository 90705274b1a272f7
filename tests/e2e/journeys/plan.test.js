// From the trial to a paid plan: a limit says what lifts it, Stripe's Checkout subscribes, the trial's end is billed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { journey, mark, signUp } from "./merchant.js";
import { api, DASHBOARD, SANDBOX, until } from "./stage.js";

const id = mark();
const run = journey("plan");
const { step, open, see } = run;
const INCLUDED = 10; // members of the plan that trials are on
let merchant;
let store;
let session;

/** What the API tells of the merchant: `plan`, `invoices`. */
const told = async (desk, what) => (await api(desk, "GET", `merchants/${merchant}/${what}`)).body.data;

/** The subscription that a Checkout made, as Stripe's API tells it. */
async function subscriptionOf(session) {
  const headers = { Authorization: "Bearer sk_test_journey" };
  const answer = await fetch(`${SANDBOX}/stripe/v1/checkout/sessions/${session}`, { headers });
  return (await answer.json()).subscription;
}

async function invite(desk, name) {
  await desk.getByRole("button", { name: "Invite" }).click();
  const dialog = desk.getByRole("dialog", { name: "Invite a teammate" });
  await dialog.getByLabel("E-mail").fill(`${name}.${id}@example.com`);
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  return dialog;
}

step("a new merchant is on a trial of fourteen days", async (desk) => {
  await signUp(desk, { shop: `Pia ${id}`, subdomain: `pia-${id}`, email: `pia.${id}@example.com` });
  store = new URL(desk.url()).pathname.split("/")[2];
  merchant = (await api(desk, "GET", "auth/me")).body.data.merchant.id;
  const { plan, state, trial_ends_at: ends, is_subscribed: isSubscribed } = await told(desk, "plan");
  assert.deepEqual([plan.code, state, isSubscribed], ["growth", "TRIAL", false]);
  assert.equal(Math.round((new Date(ends) - Date.now()) / 86_400_000), 14);
  assert.deepEqual(await told(desk, "invoices"), []);
});

step("the limit names itself, the use and the plan that lifts it", async (desk) => {
  for (let place = 2; place <= INCLUDED; place += 1) {
    const body = { email: `mate${place}.${id}@example.com`, role: "VIEWER" };
    assert.equal((await api(desk, "POST", `merchants/${merchant}/invitations`, body)).status, 201);
  }
  await open("settings/team");
  const dialog = await invite(desk, "eleventh");
  const alert = dialog.getByRole("alert");
  await alert.waitFor();
  assert.equal((await alert.innerText()).trim(), "Your plan Growth includes 10 team members and you use 10. Scale lifts this limit.\nSee plans");
  await see(desk, "limit");
  assert.equal((await told(desk, "plan")).usage.find(({ resource }) => resource === "members").used, INCLUDED);
});

step("the plan that lifts it is taken by Checkout, the trial stays free", async (desk) => {
  const begun = await api(desk, "POST", `merchants/${merchant}/subscription/checkout`, { plan: "scale", interval: "MONTH" });
  assert.equal(begun.status, 201, JSON.stringify(begun.body));
  await desk.goto(begun.body.data.url);
  session = /cs_\w+/.exec(desk.url())[0];
  await see(desk, "checkout");
  await desk.getByRole("button", { name: "Start trial" }).click();
  await desk.waitForURL(/\/settings\/plan\?checkout=done/);
  await see(desk, "back");
  await until("the plan to be the new one", async () => {
    const found = await told(desk, "plan");
    return found.plan.code === "scale" && found.is_subscribed;
  });
  assert.equal((await told(desk, "plan")).state, "TRIAL");
});

step("what was refused goes through now", async (desk) => {
  await desk.goto(`${DASHBOARD}/stores/${store}/settings/team`);
  const dialog = await invite(desk, "eleventh");
  await dialog.waitFor({ state: "hidden" });
  await desk.getByRole("listitem").filter({ hasText: `eleventh.${id}@example.com` }).getByText("Waiting").waitFor();
  await see(desk, "limit-lifted");
});

step("when the trial ends the card is charged, the plan is active and its invoice is listed", async (desk) => {
  const ended = await fetch(`${SANDBOX}/controls/stripe/subscriptions/${await subscriptionOf(session)}/renew`, { method: "POST" });
  assert.equal(ended.status, 200, await ended.text());
  await until("the plan to be active", async () => (await told(desk, "plan")).state === "ACTIVE");
  const [invoice] = await until("the invoice", async () => {
    const paid = (await told(desk, "invoices")).filter(({ total }) => total.amount !== "0.00");
    return paid.length > 0 && paid;
  });
  assert.deepEqual([invoice.total, invoice.status], [{ amount: "249.00", currency: "EUR" }, "PAID"]);
  const next = (await told(desk, "plan")).next_invoice;
  assert.deepEqual(next.amount, { amount: "249.00", currency: "EUR" });
  await desk.goto(invoice.url);
  await desk.getByText(invoice.number).first().waitFor();
  await see(desk, "invoice");
});

step("who cancels at the end of the period takes the data along", async (desk) => {
  await desk.goto(`${DASHBOARD}/stores/${store}/settings/plan`);
  const goods = { title: "Tin kite", status: "ACTIVE", variants: [{ sku: "KITE-1", price: { amount: "19.00", currency: "EUR" } }] };
  assert.equal((await api(desk, "POST", `stores/${store}/products`, goods)).status, 201);
  await desk.getByRole("button", { name: "Card, VAT id, cancel" }).click();
  await desk.getByRole("button", { name: "Cancel at the end of the period" }).click();
  await desk.getByText(/Ends on/).waitFor();
  await see(desk, "portal-cancelled");
  await desk.getByRole("link", { name: "Return to the platform" }).click();
  await desk.waitForURL(/\/settings\/plan/);
  await until("the end to be known", async () => (await told(desk, "plan")).cancel_at !== null);
  await desk.reload();
  await desk.getByRole("link", { name: "take your data along" }).waitFor();
  await see(desk, "plan-ending");
  await desk.getByRole("link", { name: "take your data along" }).click();
  await desk.getByRole("button", { name: "Export products" }).click();
  const link = desk.getByRole("listitem").filter({ hasText: "Products" }).getByRole("link", { name: "Download CSV" });
  await link.waitFor();
  await see(desk, "data");
  const [file] = await Promise.all([desk.waitForEvent("download"), link.click()]);
  const text = await readFile(await file.path(), "utf8");
  assert.match(text, /^Handle,Title,/);
  assert.match(text, /tin-kite,Tin kite,.*KITE-1.*19\.00/);
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
