// What journeys share beyond the stage: steps that stand on each other, a merchant's sign-up, a shopper's payment.
import { after, before, test as nodeTest } from "node:test";
import { DASHBOARD, openStage, shopUrl, until } from "./stage.js";

const START_TIMEOUT = 90_000;

export const mark = () => Date.now().toString(36);

/**
 * The steps of one journey. `step` runs like `test`, but after one has failed the rest are skipped, for each stands
 * on those before it; the failed step's page is kept as a screenshot.
 */
export function journey(name) {
  const run = { stage: null, desk: null };
  let broken = null;
  before(async () => {
    run.stage = await openStage(name);
    run.desk = await run.stage.context.newPage();
  });
  after(() => run.stage?.close());
  run.see = (page, what) => run.stage.see(page, what);
  run.step = (what, work) =>
    nodeTest(what, async (context) => {
      if (broken) return context.skip(`because "${broken}" failed`);
      try {
        await work(run.desk);
      } catch (error) {
        broken = what;
        await run.see(run.shopper ?? run.desk, "failed").catch(() => {});
        if (run.shopper) await run.see(run.desk, "failed-desk").catch(() => {});
        throw error;
      }
    });
  /** Go to a page of the store, such as `products`. */
  run.open = async (path) => {
    const base = new URL(run.desk.url()).pathname.split("/").slice(0, 3).join("/");
    await run.desk.goto(`${DASHBOARD}${base}/${path}`);
    await run.desk.getByRole("main").waitFor();
  };
  return run;
}

/** Register and wait for the shop to answer; the browser stands on the store's home afterwards. */
export async function signUp(desk, { shop, subdomain, email, password = "a long enough sentence" }) {
  await desk.goto(`${DASHBOARD}/register`);
  await desk.getByLabel("Name of your shop").fill(shop);
  await desk.getByLabel("Web address").fill(subdomain);
  await desk.getByLabel("E-mail").fill(email);
  await desk.getByLabel("Password", { exact: true }).fill(password);
  await desk.getByRole("button", { name: "Open my shop" }).click();
  // Several journeys begin at once on a platform that has just started: the first pages are the slowest.
  await desk.waitForURL(/\/stores\/[0-9a-f-]{36}/, { timeout: START_TIMEOUT });
  await desk.getByRole("main").waitFor({ timeout: START_TIMEOUT });
  // By the browser: only browsers know every *.localhost.
  const shopFront = await desk.context().newPage();
  await until("the shop to answer", async () => (await shopFront.goto(shopUrl(subdomain))).ok());
  await shopFront.close();
}

/** Fill the checkout's address; the e-mail only when it is given. */
export async function fillAddress(page, { email, phone }) {
  if (email) await page.getByLabel("E-mail", { exact: true }).first().fill(email);
  const country = page.getByLabel("Country", { exact: true });
  if ((await country.inputValue()) !== "DE") {
    await country.selectOption("DE");
    await page.waitForLoadState("load");
  }
  const fields = { name: "Sam Shopper", line1: "Hafenweg 7", postal_code: "10115", city: "Berlin", ...(phone ? { phone } : {}) };
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(value);
}

/** Pay on the payment page and wait until the shop says that the order is paid. */
export async function pay(page, see) {
  await page.getByRole("button", { name: /^\s*Pay / }).last().click();
  await page.waitForURL(/\/stripe\/pay\//);
  await see?.(page, "payment-page");
  await page.locator('[data-test="pay"]').click();
  await page.waitForURL(/\/orders\//);
  await until("the order to be paid", async () => {
    await page.reload();
    return /thank you|paid|confirmed/i.test(await page.locator("main").innerText());
  }, 30);
}
