const NAMES: Record<string, string> = {
  title_long: "Long titles",
  title_short: "Short titles",
  title_double: "Same titles",
  description_missing: "No description",
  description_short: "Short descriptions",
  description_long: "Long descriptions",
  description_double: "Same descriptions",
  content_thin: "Few words",
  alt_missing: "Pictures without words",
  orphan: "In no collection",
  collection_empty: "Empty collections",
  link_broken: "Broken links",
};
const FIELDS: Record<string, string> = { seo_title: "Title", seo_description: "Description", alt_text: "Picture text" };

/** Returns a reason's name; one this dashboard does not know yet by its code in words. */
export function reasonName(code: string): string {
  return NAMES[code] ?? code.replaceAll("_", " ");
}

export function fieldName(field: string): string {
  return FIELDS[field] ?? field.replaceAll("_", " ");
}
