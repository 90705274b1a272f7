import { INTERFACE_LOCALE } from "@/lib/format/money";

export type Choice = { value: string; label: string };

const COUNTRIES = "AD AE AR AT AU BA BE BG BR CA CH CL CN CO CR CY CZ DE DK EE EG ES FI FR GB GE GR HK HR HU ID IE IL IN IS IT JP KE KR KW LI LT LU LV MA MC MD ME MK MT MX MY NG NL NO NZ PE PH PK PL PT QA RO RS SA SE SG SI SK TH TN TR TW UA US UY VN ZA".split(" ");
const CURRENCIES = "AED AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR".split(" ");
const LOCALES = "cs da de el en es et fi fr hr hu it ja ko lt lv nb nl pl pt ro sk sl sv tr uk zh".split(" ");

function named(codes: string[], type: "region" | "currency" | "language", withCode: boolean): Choice[] {
  const names = new Intl.DisplayNames(INTERFACE_LOCALE, { type });
  return codes
    .map((value) => ({ value, label: withCode ? `${names.of(value) ?? value} (${value})` : (names.of(value) ?? value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

export const countryChoices = () => named(COUNTRIES, "region", false);
export const currencyChoices = () => named(CURRENCIES, "currency", true);
export const localeChoices = () => named(LOCALES, "language", false);

export function timeZoneChoices(): Choice[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

/** Makes sure that what is set now can be seen, even when it is none of the usual choices. */
export function withCurrent(choices: Choice[], current: string): Choice[] {
  return choices.some(({ value }) => value === current) ? choices : [{ value: current, label: current }, ...choices];
}
