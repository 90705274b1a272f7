import type { Address } from "@/lib/api/types";
import { INTERFACE_LOCALE } from "@/lib/format/money";

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(INTERFACE_LOCALE, { type: "region" }).of(code) ?? code;
}

/** Writes an address as on a parcel; absent parts leave no gap. */
export function addressLines(address: Address): string[] {
  const part = (...names: string[]) => names.map((name) => address[name]?.trim() ?? "").find((value) => value !== "") ?? "";
  const joined = (...values: string[]) => values.filter(Boolean).join(" ");
  const lines = [
    part("name", "full_name") || joined(part("first_name"), part("last_name")),
    part("company"),
    part("line1", "address1", "street"),
    part("line2", "address2"),
    joined(part("postal_code", "zip", "postcode"), part("city")),
    part("region", "state", "province"),
    countryName(part("country", "country_code")),
    part("phone"),
  ];
  return lines.filter((line) => line !== "");
}
