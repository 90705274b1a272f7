import type { Money } from "@/lib/api/types";

/** The interface is in English; numbers and dates follow it rather than each visitor's browser. */
export const INTERFACE_LOCALE = "en-GB";

export type ParsedMoney = { ok: true; amount: string } | { ok: false; reason: string };

/** Number of decimals a currency is written with: EUR 2, JPY 0, KWD 3. */
export function currencyDecimals(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Splits digits at the decimal separator. A lone separator before exactly three digits groups thousands. */
function splitNumber(text: string, decimals: number): [string, string] | null {
  const lastDot = text.lastIndexOf(".");
  const lastComma = text.lastIndexOf(",");
  const at = Math.max(lastDot, lastComma);
  if (at === -1) return [text, ""];
  const separator = text.charAt(at);
  const fraction = text.slice(at + 1);
  const whole = text.slice(0, at);
  const hasBoth = lastDot !== -1 && lastComma !== -1;
  const isRepeated = whole.includes(separator);
  if (isRepeated && hasBoth) return null;
  const isGrouping = isRepeated || (!hasBoth && fraction.length === 3 && decimals !== 3 && whole !== "" && whole !== "0");
  return isGrouping ? [text, ""] : [whole, fraction];
}

/** Drops the currency's own sign or code from either end; a foreign one stays and makes the number unreadable. */
function withoutUnit(text: string, currency: string): string {
  for (const unit of [currency, currencySign(currency)]) {
    const upper = text.toUpperCase();
    if (upper.startsWith(unit)) return text.slice(unit.length);
    if (upper.endsWith(unit)) return text.slice(0, -unit.length);
  }
  return text;
}

/** The short sign of a currency, "€" for EUR; the code where there is none. */
export function currencySign(currency: string): string {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    return format.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}

function isWellGrouped(whole: string): boolean {
  return /^\d+$/.test(whole) || /^\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*$/.test(whole);
}

/**
 * Reads what a person types as a price: "19,90", "19.90", "1.234,50", "1 234.5", "€ 19". Works on digits only,
 * never on floats. Returns the amount with the currency's decimals, or a sentence that says what is wrong.
 */
export function parseMoney(input: string, currency: string): ParsedMoney {
  const decimals = currencyDecimals(currency);
  const text = withoutUnit(input.replace(/[\s\u00a0\u202f]/g, ""), currency);
  if (text === "") return { ok: false, reason: "Enter an amount." };
  if (text.startsWith("-")) return { ok: false, reason: "The amount cannot be negative." };
  const parts = splitNumber(text, decimals);
  if (parts === null) return { ok: false, reason: "Enter an amount like 19.90." };
  const [whole, fraction] = parts;
  const isNumber = (whole === "" ? fraction !== "" : isWellGrouped(whole)) && /^\d*$/.test(fraction);
  if (!isNumber) return { ok: false, reason: "Enter an amount like 19.90." };
  if (fraction.length > decimals) return { ok: false, reason: decimalsReason(decimals, currency) };
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "") || "0";
  if (digits.length > 9) return { ok: false, reason: "The amount is too large." };
  return { ok: true, amount: decimals === 0 ? digits : `${digits}.${fraction.padEnd(decimals, "0")}` };
}

function decimalsReason(decimals: number, currency: string): string {
  if (decimals === 0) return `${currency} has no decimals.`;
  return `At most ${decimals} decimals.`;
}

/** Writes money for people, e.g. "€19.90". */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat(INTERFACE_LOCALE, { style: "currency", currency });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** Money of whole minor units: 1990 and EUR are 19.90, 1990 and JPY are 1990. */
export function moneyOfMinor(minor: number, currency: string): Money {
  const decimals = currencyDecimals(currency);
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const amount = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return { amount: minor < 0 ? `-${amount}` : amount, currency };
}

/** "€5.00" or "€5.00 – €9.00"; a dash when nothing has a price. */
export function formatPriceRange(low: Money | null, high: Money | null): string {
  if (low === null) return "–";
  if (high === null || high.amount === low.amount) return formatMoney(low);
  return `${formatMoney(low)} – ${formatMoney(high)}`;
}

/** True when the amount is zero, whatever the number of its decimals. */
export function isZero(money: Money): boolean {
  return /^-?[0.]*$/.test(money.amount);
}
