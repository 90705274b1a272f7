const TAGS = new Set([
  "p", "br", "b", "strong", "i", "em", "u", "s", "h1", "h2", "h3", "h4", "ul", "ol", "li", "a", "blockquote", "hr",
  "table", "thead", "tbody", "tr", "td", "th", "img", "sub", "sup", "code", "pre", "div", "span",
]);
const DROPPED = new Set(["script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "form", "head", "title"]);
const ATTRIBUTES: Record<string, string[]> = { a: ["href", "title"], img: ["src", "alt", "width", "height"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"] };

function isSafeUrl(tag: string, url: string): boolean {
  try {
    const { protocol } = new URL(url, "https://relative.invalid/");
    return protocol === "https:" || protocol === "http:" || (tag === "a" && (protocol === "mailto:" || protocol === "tel:"));
  } catch {
    return false;
  }
}

function cleanAttributes(from: Element, to: Element): void {
  const tag = from.localName;
  for (const name of ATTRIBUTES[tag] ?? []) {
    const value = from.getAttribute(name);
    if (value === null) continue;
    if ((name === "href" || name === "src") && !isSafeUrl(tag, value)) continue;
    to.setAttribute(name, value);
  }
}

function cleanInto(source: Node, target: Node, home: Document): void {
  for (const child of source.childNodes) {
    if (child instanceof Text) target.appendChild(home.createTextNode(child.data));
    if (!(child instanceof Element) || DROPPED.has(child.localName)) continue;
    if (!TAGS.has(child.localName)) {
      cleanInto(child, target, home);
      continue;
    }
    const tag = child.localName === "h1" ? "h2" : child.localName;
    const copy = home.createElement(tag);
    cleanAttributes(child, copy);
    cleanInto(child, copy, home);
    target.appendChild(copy);
  }
}

/**
 * Keeps the plain formatting of a text and nothing that runs, loads or styles. The API cleans again with its own
 * list; this one keeps pasted pages out of the editor and untrusted text out of this page.
 */
export function cleanHtml(html: string): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const home = document.implementation.createHTMLDocument("");
  cleanInto(parsed.body, home.body, home);
  return home.body.innerHTML.trim();
}

/** The words of a text without its markup, for previews. */
export function plainText(html: string): string {
  const parsed = new DOMParser().parseFromString(html.replace(/<(br|\/p|\/li|\/h\d|\/div)\b/gi, " <$1"), "text/html");
  parsed.querySelectorAll("script,style,template").forEach((element) => element.remove());
  return (parsed.body.textContent ?? "").replace(/\s+/g, " ").trim();
}
