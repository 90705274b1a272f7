export const MAX_CSV_BYTES = 20 * 1024 * 1024;
export const MAX_HTML_BYTES = 5 * 1024 * 1024;

/** Returns what is wrong with a file chosen as a Shopify export, or null. */
export function checkCsv(file: File): string | null {
  if (!/\.csv$/i.test(file.name) && file.type !== "text/csv") return "That is not a CSV file. In Shopify choose Products → Export → CSV.";
  if (file.size === 0) return "This file is empty.";
  return file.size > MAX_CSV_BYTES ? "This file is larger than 20 MB. Export fewer products at a time." : null;
}

/** Returns what is wrong with a file chosen as a Google product feed, or null. */
export function checkFeed(file: File): string | null {
  if (!/\.(xml|rss|atom|tsv|txt|csv)$/i.test(file.name) && !/xml|csv|tab-separated|plain/.test(file.type)) return "That is not a feed. Choose an XML, TSV or CSV file.";
  if (file.size === 0) return "This file is empty.";
  return file.size > MAX_CSV_BYTES ? "This file is larger than 20 MB. Split the feed." : null;
}

/** Returns what is wrong with a file chosen as a saved page, or null. */
export function checkHtml(file: File): string | null {
  if (!/\.(html?|xhtml|mhtml?)$/i.test(file.name) && !file.type.includes("html")) return "That is not a saved web page. In the browser choose “Save page as”.";
  if (/\.mhtml?$/i.test(file.name)) return "This is a web archive. Choose “Web page, HTML only” when saving.";
  if (file.size === 0) return "This file is empty.";
  return file.size > MAX_HTML_BYTES ? "This page is larger than 5 MB. Save it as “HTML only”." : null;
}

/** Accepts "shop.example/thing" as well as a whole address; null when it cannot be one. */
export function pageUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "" || /\s/.test(trimmed)) return null;
  try {
    const url = new URL(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
    return url.hostname.includes(".") || url.hostname === "localhost" ? url.href : null;
  } catch {
    return null;
  }
}
