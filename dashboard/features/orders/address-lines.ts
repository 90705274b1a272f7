import type { Address } from "@/lib/api/types";
import { INTERFACE_LOCALE } from "@/lib/format/money";

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(INTERFACE_LOCALE, { type: "region" }).of(code) ?? code;
}

/** Writes an address as on a parcel; absent parts leave no gap. */
export function addressLines(address: Address): string[] {
  const lines = [
    address.name,
    address.company,
    address.line1,
    address.line2,
    [address.postal_code, address.city].filter(Boolean).join(" "),
    address.state,
    countryName(address.country),
    address.phone,
  ];
  return lines.filter((line) => line.trim() !== "");
}
