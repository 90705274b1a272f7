import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { currencySign, parseMoney } from "@/lib/format/money";

type Props = Omit<ComponentProps<"input">, "value" | "onChange"> & { currency: string; value: string; onValue: (text: string) => void };

/** Takes "19,90" as well as "19.90" and tidies it up when left; what cannot be read stays for the error to name. */
export function MoneyInput({ currency, value, onValue, className, ...rest }: Props) {
  const sign = currencySign(currency);
  function tidy() {
    const parsed = parseMoney(value, currency);
    if (parsed.ok && parsed.amount !== value) onValue(parsed.amount);
  }
  return (
    <div className="relative">
      <span aria-hidden className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-sm text-ink-faint">{sign}</span>
      <Input
        {...rest}
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => onValue(event.target.value)}
        onBlur={tidy}
        className={cn("text-right tabular-nums", sign.length > 1 ? "pl-12" : "pl-8", className)}
      />
    </div>
  );
}
