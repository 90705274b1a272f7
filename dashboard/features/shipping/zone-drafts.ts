import type { ShippingRate, ShippingZone, ShippingZoneBody } from "@/features/shipping/shipping-api";
import { parseMoney } from "@/lib/format/money";

export type BandDraft = { upTo: string; price: string };
export type RateDraft = { key: string; id: string | null; name: string; kind: ShippingRate["kind"]; price: string; freeOver: string; bands: BandDraft[]; isActive: boolean };
export type ZoneDraft = { name: string; isRestOfWorld: boolean; countries: string[]; rates: RateDraft[] };

export function rateDraft(rate?: ShippingRate): RateDraft {
  return {
    key: rate?.id ?? crypto.randomUUID(),
    id: rate?.id ?? null,
    name: rate?.name ?? "Standard",
    kind: rate?.kind ?? "FLAT",
    price: rate?.price.amount ?? "",
    freeOver: rate?.free_over?.amount ?? "",
    bands: rate?.bands.map((band) => ({ upTo: band.up_to_grams?.toString() ?? band.up_to?.amount ?? "", price: band.price.amount })) ?? [],
    isActive: rate?.is_active ?? true,
  };
}

export function zoneDraft(zone?: ShippingZone): ZoneDraft {
  return { name: zone?.name ?? "", isRestOfWorld: zone?.is_rest_of_world ?? false, countries: zone?.countries ?? [], rates: zone?.rates.map(rateDraft) ?? [rateDraft()] };
}

/** Turns what was typed into what the API takes; an unreadable amount is passed on as typed, for the API to name. */
export function zoneBody(draft: ZoneDraft, currency: string): ShippingZoneBody {
  const money = (text: string) => {
    const parsed = parseMoney(text, currency);
    return { amount: parsed.ok ? parsed.amount : text.trim(), currency };
  };
  return {
    name: draft.name.trim(),
    is_rest_of_world: draft.isRestOfWorld,
    countries: draft.isRestOfWorld ? [] : draft.countries,
    rates: draft.rates.map((rate) => ({
      id: rate.id,
      name: rate.name.trim(),
      kind: rate.kind,
      price: rate.kind === "FLAT" ? money(rate.price) : null,
      free_over: rate.freeOver.trim() === "" ? null : money(rate.freeOver),
      is_active: rate.isActive,
      bands: rate.kind === "FLAT" ? [] : rate.bands.map(({ upTo, price }) => ({
        up_to_grams: rate.kind === "BY_WEIGHT" && upTo.trim() !== "" ? Number(upTo) : null,
        up_to: rate.kind === "BY_PRICE" && upTo.trim() !== "" ? money(upTo) : null,
        price: money(price),
      })),
    })),
  };
}
