"use client";

import { useQuery } from "@tanstack/react-query";
import { CornerDownLeft, LoaderCircle, Package, Search, ShoppingBag, type LucideIcon } from "lucide-react";
import { Dialog } from "radix-ui";
import { useId, useState, type KeyboardEvent } from "react";
import { cn } from "@/components/ui/cn";
import { overlayStyles } from "@/components/ui/dialog";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { useDebounced } from "@/features/lists/use-debounced";
import { actions, navigation } from "@/features/navigation";
import { orderListQuery } from "@/features/orders/order-api";
import { productListQuery } from "@/features/products/product-api";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useLeave } from "@/features/shell/leave-guard";
import { formatMoney } from "@/lib/format/money";

type Entry = { key: string; group: string; label: string; aside?: string; icon: LucideIcon; path: string };

const pages: (Entry & { words: string; needs?: string })[] = [
  ...navigation.flatMap(({ items }) => items.map((item) => ({ ...item, key: `go-${item.path}`, group: "Go to" }))),
  ...actions.map((item) => ({ ...item, key: `do-${item.path}`, group: "Do" })),
];

function matches(entry: { label: string; words: string }, term: string): boolean {
  const text = `${entry.label} ${entry.words}`.toLowerCase();
  return term.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function useEntries(term: string): { entries: Entry[]; isSearching: boolean } {
  const store = useStore();
  const search = useDebounced(term.trim(), 200);
  const enabled = search.length >= 2;
  const products = useQuery({ ...productListQuery(store.id, { search, per_page: 5 }), enabled });
  const orders = useQuery({ ...orderListQuery(store.id, { search, per_page: 5 }), enabled });
  const can = useCan();
  const found: Entry[] = pages.filter((page) => (page.needs === undefined || can(page.needs)) && matches(page, term.trim()));
  if (enabled) {
    for (const { id, title } of products.data?.rows ?? []) {
      found.push({ key: id, group: "Products", label: title, icon: Package, path: `products/${id}` });
    }
    for (const order of orders.data?.rows ?? []) {
      const label = `#${order.number} · ${order.customer_name || order.email}`;
      found.push({ key: order.id, group: "Orders", label, aside: formatMoney(order.total), icon: ShoppingBag, path: `orders/${order.id}` });
    }
  }
  return { entries: found, isSearching: enabled && (products.isFetching || orders.isFetching) };
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const listId = useId();
  const path = useStorePath();
  const leave = useLeave();
  const [term, setTerm] = useState("");
  const [position, setPosition] = useState(0);
  const { entries, isSearching } = useEntries(term);
  const current = Math.min(position, entries.length - 1);

  function open(entry: Entry | undefined) {
    if (entry === undefined) return;
    onClose();
    leave(path(entry.path));
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = (current + step + entries.length) % entries.length;
      setPosition(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(entries[current]);
    }
  }

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        {isSearching ? <LoaderCircle aria-hidden className="size-4.5 animate-spin text-ink-faint" /> : <Search aria-hidden className="size-4.5 text-ink-faint" />}
        <input
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={entries.length > 0 ? `${listId}-${current}` : undefined}
          aria-label="Search pages, products and orders"
          placeholder="Search pages, products and orders…"
          className="h-13 flex-1 bg-transparent text-base outline-none"
          value={term}
          onChange={(event) => { setTerm(event.target.value); setPosition(0); }}
          onKeyDown={onKeyDown}
          autoFocus
        />
      </div>
      <div role="listbox" id={listId} aria-label="Results" className="max-h-[min(24rem,60dvh)] overflow-y-auto p-2">
        {entries.length === 0 && !isSearching && <p className="px-3 py-8 text-center text-sm text-ink-faint">Nothing found for “{term}”.</p>}
        {entries.map((entry, index) => (
          <div key={entry.key} role="presentation">
            {entry.group !== entries[index - 1]?.group && <p role="presentation" className="px-3 pt-2 pb-1 text-xs font-medium text-ink-faint">{entry.group}</p>}
            <div
              role="option"
              id={`${listId}-${index}`}
              aria-selected={index === current}
              onMouseMove={() => setPosition(index)}
              onClick={() => open(entry)}
              className={cn("flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm", index === current && "bg-pine-soft text-pine")}
            >
              <entry.icon aria-hidden className="size-4 shrink-0 opacity-70" />
              <span className="min-w-0 flex-1 truncate">{entry.label}</span>
              {entry.aside && <span className="money text-xs text-ink-faint">{entry.aside}</span>}
              {index === current && <CornerDownLeft aria-hidden className="size-3.5 opacity-60" />}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** ⌘K: any page, any action, any product or order, without the mouse. */
export function CommandPalette({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const onCloseAutoFocus = useFocusReturn(isOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayStyles} />
        <Dialog.Content onCloseAutoFocus={onCloseAutoFocus} aria-describedby={undefined} className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-float data-[state=open]:animate-rise-in">
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <PaletteBody onClose={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
