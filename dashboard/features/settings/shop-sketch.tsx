import { useStore } from "@/features/session/store-context";
import { colourOf, type Look } from "@/features/settings/appearance-words";

const FONTS: Record<string, string> = { "young-serif": "Georgia, serif", figtree: "Figtree, system-ui, sans-serif", system: "system-ui, sans-serif" };

/** A small drawing of the shop's home page in the colours and words as they are now, saved or not. */
export function ShopSketch({ look, defaults }: { look: Look; defaults: Look }) {
  const store = useStore();
  const colour = (key: string) => colourOf(look[key] ?? "") ?? defaults[key] ?? "#ffffff";
  const heading = { fontFamily: FONTS[look.font_heading ?? ""] };
  const ground = { background: colour("color_ground"), color: colour("color_ink"), fontFamily: FONTS[look.font_body ?? ""] };
  return (
    <figure className="overflow-hidden rounded-xl border border-line shadow-card xl:sticky xl:top-20">
      <div aria-hidden style={ground} className="text-[0.7rem] leading-snug">
        {look.announcement && <p className="truncate px-4 py-1.5 text-center" style={{ background: colour("color_brand"), color: colour("color_ground") }}>{look.announcement}</p>}
        <div className="flex items-center justify-between gap-3 px-4 py-3">
          <span className="truncate text-sm" style={heading}>{look.logo_text || store.name}</span>
          <span className="flex shrink-0 gap-2.5"><span>New</span><span>All</span><span style={{ color: colour("color_brand") }}>Cart</span></span>
        </div>
        <div className="px-4 py-6" style={{ background: colour("color_tint") }}>
          {look.hero_eyebrow && <p className="mb-1 tracking-wide break-words uppercase" style={{ color: colour("color_brand") }}>{look.hero_eyebrow}</p>}
          <p className="text-xl leading-tight break-words" style={heading}>{look.hero_title || store.name}</p>
          {look.hero_text && <p className="mt-1.5 break-words">{look.hero_text}</p>}
          {look.hero_button && <span className="mt-3 inline-block rounded-full px-3 py-1.5" style={{ background: colour("color_brand"), color: colour("color_ground") }}>{look.hero_button}</span>}
        </div>
        <div className="grid grid-cols-3 gap-2.5 p-4">
          {[0, 1, 2].map((index) => (
            <span key={index}><span className="mb-1.5 block aspect-4/5 rounded-md" style={{ background: index === 1 ? colour("color_accent") : colour("color_tint") }} /><span className="block">A thing</span><span className="block opacity-80">19.90</span></span>
          ))}
        </div>
        {look.footer_text && <p className="px-4 py-3 break-words" style={{ background: colour("color_tint") }}>{look.footer_text}</p>}
      </div>
      <figcaption className="border-t border-line bg-surface px-4 py-2 text-xs text-ink-faint">A sketch with what you chose; the shop itself has your goods.</figcaption>
    </figure>
  );
}
