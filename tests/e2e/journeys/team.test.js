// A colleague who may look and not touch: invited by mail, joined in a browser of their own, refused, on record.
import assert from "node:assert/strict";
import { journey, mark, signUp } from "./merchant.js";
import { api, DASHBOARD, mailsTo, until } from "./stage.js";

const id = mark();
const owner = { shop: `Olga ${id}`, subdomain: `olga-${id}`, email: `olga.${id}@example.com` };
const viewer = { name: "Vera Viewer", email: `vera.${id}@example.com`, password: "another long sentence" };
const run = journey("team");
const { step, open, see } = run;
let store;
let merchant;
let product;
let theirs;

/** The viewer goes to a page of the store. */
async function viewerOpens(path) {
  await theirs.goto(`${DASHBOARD}/stores/${store}/${path}`);
  await theirs.getByRole("main").waitFor();
}

step("the owner has a shop with a product", async (desk) => {
  await signUp(desk, owner);
  store = new URL(desk.url()).pathname.split("/")[2];
  merchant = (await api(desk, "GET", "auth/me")).body.data.merchant.id;
  const price = { amount: "39.00", currency: "EUR" };
  const made = await api(desk, "POST", `stores/${store}/products`, { title: "Reading lamp", status: "ACTIVE", variants: [{ price }] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  product = made.body.data;
});

step("the owner invites a viewer", async (desk) => {
  await open("settings/team");
  await desk.getByRole("button", { name: "Invite" }).click();
  const dialog = desk.getByRole("dialog", { name: "Invite a teammate" });
  await dialog.getByLabel("E-mail").fill(viewer.email);
  await dialog.getByLabel("Role").selectOption({ label: "Viewer" });
  await see(desk, "invite");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  await dialog.waitFor({ state: "hidden" });
  await desk.getByRole("listitem").filter({ hasText: viewer.email }).getByText("Waiting").waitFor();
  await see(desk, "invited");
});

step("the viewer joins by the link of the mail, in a browser of their own", async () => {
  const mail = await until("the invitation", async () => (await mailsTo(viewer.email))[0]);
  assert.equal(mail.subject, `You are invited to ${owner.shop}`);
  theirs = await (await run.stage.enter()).newPage();
  await theirs.goto(mail.links.find((link) => link.includes("/invitation?token=")));
  await theirs.getByRole("heading", { name: `Join ${owner.shop}` }).waitFor();
  await theirs.getByLabel("Your name").fill(viewer.name);
  await theirs.getByLabel("Password", { exact: true }).fill(viewer.password);
  await see(theirs, "join");
  await theirs.getByRole("button", { name: `Join ${owner.shop}` }).click();
  await theirs.waitForURL(new RegExp(`/stores/${store}`));
  await theirs.getByRole("main").waitFor();
  await see(theirs, "viewer-home");
});

step("the viewer sees products and is offered nothing that writes", async () => {
  await viewerOpens("products");
  const link = theirs.getByRole("link", { name: /Reading lamp/ }).first();
  await link.waitFor();
  const main = theirs.getByRole("main");
  assert.equal(await main.getByRole("link", { name: /Add|Import/ }).count(), 0, "no way to add or import");
  assert.equal(await main.getByRole("checkbox").count(), 0, "nothing to choose for a bulk change");
  await see(theirs, "viewer-products");
  await link.click();
  await theirs.getByText("your role does not let you change it").waitFor();
  for (const name of ["Publish", "Unpublish", "Save", "Delete", "Archive", "Duplicate"]) {
    assert.equal(await main.getByRole("button", { name }).count(), 0, `no button ${name}`);
  }
  assert.equal(await main.getByLabel("Title", { exact: true }).isDisabled(), true);
  await see(theirs, "viewer-product");
});

step("the API refuses the viewer's writes and keeps the product as it was", async (desk) => {
  const path = `stores/${store}/products`;
  const tries = [
    ["PATCH", `${path}/${product.id}`, { title: "Mine now" }],
    ["DELETE", `${path}/${product.id}`, undefined],
    ["POST", path, { title: "A new one" }],
    ["PATCH", `stores/${store}`, { name: "My shop" }],
    ["POST", `merchants/${merchant}/invitations`, { email: "friend@example.com", role: "OWNER" }],
  ];
  assert.equal((await api(theirs, "GET", `${path}/${product.id}`)).status, 200);
  for (const [method, where, body] of tries) {
    const answer = await api(theirs, method, where, body);
    assert.equal(answer.status, 403, `${method} ${where}: ${JSON.stringify(answer.body)}`);
  }
  const kept = await api(desk, "GET", `${path}/${product.id}`);
  assert.equal(kept.body.data.title, "Reading lamp");
  assert.equal((await api(desk, "GET", path)).body.total, 1);
});

step("the owner reads in the audit log who was let in, the viewer may not", async (desk) => {
  await open("settings/team");
  await desk.getByRole("listitem").filter({ hasText: viewer.email }).getByText(viewer.name).waitFor();
  await see(desk, "team");
  await open("settings/audit");
  const entry = (words) => desk.getByRole("list", { name: "Audit log" }).getByRole("listitem").filter({ hasText: words });
  const invited = await entry("Member: invited").innerText();
  assert.ok(invited.includes(viewer.email) && invited.includes(owner.email) && invited.includes("Viewer"), invited);
  const joined = await entry("Member: joined").innerText();
  assert.ok(joined.includes(viewer.email) && joined.includes("Viewer"), joined);
  await see(desk, "audit-log");
  await viewerOpens("settings/audit");
  assert.equal(await theirs.getByRole("list", { name: "Audit log" }).count(), 0);
  await see(theirs, "viewer-audit-log");
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
