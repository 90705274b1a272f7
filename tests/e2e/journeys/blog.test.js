// A post from a brief to the shop: planned and written by Claude's stand-in, read by a person, published, found.
import assert from "node:assert/strict";
import { journey, mark, signUp } from "./merchant.js";
import { api, readShop, shopUrl, until } from "./stage.js";

const id = mark();
const subdomain = `bea-${id}`;
const email = `bea.${id}@example.com`;
const shop = shopUrl(subdomain);
const topic = "How to choose a reading lamp";
const run = journey("blog");
const { step, open, see } = run;
const goods = [
  ["Harbour reading lamp", "A reading lamp with a brass arm. The light is warm and can be dimmed. It stands on a heavy foot."],
  ["Quiet desk lamp", "A desk lamp made of oak. The head turns to every side. The cable is covered with linen."],
];
let title;
let address;
let reader;

const locations = (xml) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, found]) => found);

/** Every address a search engine finds by following robots.txt, the index and its files. */
async function sitemapAddresses() {
  const [, index] = /^Sitemap: (\S+)$/m.exec((await readShop(reader, "/robots.txt")).text);
  const files = locations((await readShop(reader, index)).text);
  return (await Promise.all(files.map(async (file) => locations((await readShop(reader, file)).text)))).flat();
}

step("a shop has two products to write about", async (desk) => {
  await signUp(desk, { shop: `Bea ${id}`, subdomain, email });
  const store = new URL(desk.url()).pathname.split("/")[2];
  for (const [name, text] of goods) {
    const body = { title: name, status: "ACTIVE", description_html: `<p>${text}</p>`, variants: [{ price: { amount: "59.00", currency: "EUR" } }] };
    assert.equal((await api(desk, "POST", `stores/${store}/products`, body)).status, 201);
  }
});

step("a brief becomes an outline", async (desk) => {
  await open("blog");
  await see(desk, "blog-empty");
  await desk.getByRole("button", { name: "Write with Claude" }).click();
  const dialog = desk.getByRole("dialog", { name: "Write with Claude" });
  await dialog.getByLabel("What is it about?").fill(topic);
  await dialog.getByLabel("Products to write about").fill("lamp");
  await dialog.getByLabel("Notes").fill("We have repaired lamps in our shop for twelve years. A lamp for reading should not dazzle.");
  await see(desk, "brief");
  await dialog.getByRole("button", { name: "Make an outline" }).click();
  await desk.waitForURL(/\/blog\/drafts\/[0-9a-f-]{36}/);
  await desk.getByRole("button", { name: "Write the draft" }).waitFor({ timeout: 90_000 });
  await desk.getByRole("heading", { name: "Outline" }).waitFor();
  await see(desk, "outline");
});

step("the outline becomes a draft, which cannot go out unread", async (desk) => {
  await desk.getByRole("button", { name: "Write the draft" }).click();
  await desk.getByRole("button", { name: "I have read it" }).waitFor({ timeout: 120_000 });
  assert.equal(await desk.getByRole("button", { name: /Publish/ }).count(), 0, "nothing is published unread");
  title = await desk.getByLabel("Title", { exact: true }).inputValue();
  assert.notEqual(title, "");
  await see(desk, "draft");
  reader = await (await run.stage.enter()).newPage();
  await reader.goto(shop);
  assert.ok(!(await readShop(reader, "/blog")).text.includes(title), "a draft is not in the shop");
});

step("read and published", async (desk) => {
  await desk.getByRole("button", { name: "I have read it" }).click();
  await desk.getByRole("button", { name: "Publish now" }).click();
  await desk.getByRole("link", { name: "Open the post" }).click();
  await desk.waitForURL(/\/blog\/[0-9a-f-]{36}/);
  address = await desk.getByRole("link", { name: "Read in shop" }).getAttribute("href");
  assert.ok(address.startsWith(`${shop}/blog/`), address);
  await desk.getByRole("listitem").filter({ hasText: "#2 published" }).getByText(email).waitFor();
  await see(desk, "post-published");
  await open("blog");
  await desk.getByRole("link", { name: title }).first().waitFor();
  await see(desk, "blog-list");
});

step("a reader finds it in the shop's blog and comes to the goods", async () => {
  const page = await (await run.stage.enter({ javaScriptEnabled: false })).newPage();
  await until("the post in the blog", async () => {
    await page.goto(`${shop}/blog`);
    return page.getByRole("link", { name: title }).first().isVisible();
  }, 20);
  await see(page, "shop-blog");
  await page.getByRole("link", { name: title }).first().click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  assert.equal(page.url(), address);
  await see(page, "shop-post");
  await page.getByRole("link", { name: goods[0][0] }).first().click();
  await page.getByRole("button", { name: "Add to cart" }).waitFor();
});

step("search engines and feed readers find it", async () => {
  await until("the post in the sitemap", async () => (await sitemapAddresses()).includes(address), 20);
  const { status, text } = await readShop(reader, "/blog/feed.xml");
  assert.equal(status, 200);
  assert.ok(text.includes(`<link>${address}</link>`), "in the RSS");
});

step("taken back it is gone from all of them", async (desk) => {
  await desk.getByRole("link", { name: title }).first().click();
  await desk.getByRole("button", { name: "Make a draft" }).click();
  await desk.getByText("Only you see it.").waitFor();
  await until("the post to leave the sitemap", async () => !(await sitemapAddresses()).includes(address), 20);
  assert.ok(!(await readShop(reader, "/blog/feed.xml")).text.includes(address));
  assert.notEqual((await readShop(reader, address)).status, 200);
});

step("no page broke a script on the way", () => assert.deepEqual(run.stage.errors, []));
