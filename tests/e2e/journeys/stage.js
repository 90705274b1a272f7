// What every journey stands on: a real Chromium, the addresses of the running platform, kept screenshots.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const ROOT = resolve(here, "../../..");
const ARTIFACTS = process.env.E2E_ARTIFACTS ?? join(ROOT, "artifacts", "e2e");
const SHARED = process.env.DROPWRIGHT_SHARED ?? resolve(ROOT, "..", "shared");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// A driven browser says so, and the shop does not count it as a visitor. This is what a person's says.
const PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys with \`make e2e\``);
  return value;
}

export const DASHBOARD = needed("DASHBOARD_URL");
export const SANDBOX = needed("SANDBOX_URL");
const PORT = process.env.PUBLIC_PORT ? `:${process.env.PUBLIC_PORT}` : "";
export const shopUrl = (subdomain) => `http://${subdomain}.localhost${PORT}`;
export const adminUrl = `http://admin.localhost${PORT}`;

/** Path of a real input file; null when the shared folder is not beside the checkout. */
export function sharedFile(...parts) {
  const path = join(SHARED, "data", ...parts);
  return existsSync(path) ? path : null;
}

/**
 * Open a browser; `see` keeps a numbered screenshot of a page, `enter` is somebody else's browser, `visit` one that
 * shops count as a person's.
 */
export async function openStage(journey, { width = 1440, height = 900 } = {}) {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  if (!executablePath) throw new Error("Chromium is not installed (Debian package chromium)");
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const errors = [];
  const enter = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", ...options });
    context.setDefaultTimeout(30_000);
    context.on("weberror", (failure) => errors.push(String(failure.error())));
    return context;
  };
  const visit = async (options = {}) => {
    const context = await enter({ userAgent: PERSON, ...options });
    await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false }));
    return context;
  };
  const folder = join(ARTIFACTS, journey);
  mkdirSync(folder, { recursive: true });
  let shots = 0;
  const see = async (page, name) => {
    shots += 1;
    // Pages that poll are never idle: what has not come after two seconds is shown as it is.
    await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => {});
    await page.screenshot({ path: join(folder, `${String(shots).padStart(2, "0")}-${name}.png`), fullPage: true });
  };
  return { browser, context: await enter(), enter, visit, see, errors, close: () => browser.close() };
}

/** Try `probe` until it gives something truthy, or fail with `what` and its last error after `seconds`. */
export async function until(what, probe, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let trouble = "";
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      trouble = "";
    } catch (error) {
      trouble = `: ${error.message}`;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}${trouble}`);
    await new Promise((go) => setTimeout(go, 500));
  }
}

/** Mails the sandbox took for an address, newest first. */
export async function mailsTo(address) {
  const answer = await fetch(`${SANDBOX}/mail/api/messages?to=${encodeURIComponent(address)}`);
  const body = await answer.json();
  return body.messages ?? body.data ?? body;
}

/** What the shop that is open on this page answers at a path: `{ status, text }`. */
export function readShop(page, path) {
  return page.evaluate(async (where) => {
    const answer = await fetch(where);
    return { status: answer.status, text: await answer.text() };
  }, path);
}

/** Ask the API as whoever is signed in on this page: `service` is core or automation. Returns `{ status, body }`. */
export function api(page, method, path, body = undefined, service = "core") {
  return page.evaluate(
    async ({ url, method: verb, body: sent }) => {
      const headers = sent === undefined ? {} : { "Content-Type": "application/json" };
      const answer = await fetch(url, { method: verb, headers, body: sent === undefined ? undefined : JSON.stringify(sent) });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
    },
    { url: `/api/${service}/${path}`, method, body },
  );
}
