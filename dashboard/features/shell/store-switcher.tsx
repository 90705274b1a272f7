"use client";

import { Check, ChevronsUpDown, ExternalLink, Plus } from "lucide-react";
import Link from "next/link";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { storePath } from "@/features/navigation";
import { IfCan } from "@/features/session/permissions";
import { useMember, useStore } from "@/features/session/store-context";

export function StoreMark({ name }: { name: string }) {
  return (
    <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-lg rounded-tl-sm bg-pine text-sm font-semibold text-on-pine">
      {name.trim().charAt(0).toUpperCase() || "?"}
    </span>
  );
}

export function StoreSwitcher() {
  const { stores, merchant } = useMember();
  const store = useStore();
  return (
    <Menu>
      <MenuTrigger className="flex w-full items-center gap-3 rounded-xl border border-line bg-surface p-2 text-left shadow-card transition-colors hover:border-line-strong">
        <StoreMark name={store.name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-semibold">{store.name}</span>
          <span className="block truncate text-xs text-ink-faint">{store.domain}</span>
        </span>
        <ChevronsUpDown aria-hidden className="mr-1 size-4 text-ink-faint" />
        <span className="sr-only">Switch store</span>
      </MenuTrigger>
      <MenuContent align="start" className="w-(--radix-dropdown-menu-trigger-width) min-w-60">
        <MenuLabel>Stores of {merchant?.name ?? "your merchant"}</MenuLabel>
        {stores.map((other) => (
          <MenuItem key={other.id} asChild>
            <Link href={storePath(other.id, "")}>
              <StoreMark name={other.name} />
              <span className="min-w-0 flex-1 truncate">{other.name}</span>
              {other.id === store.id && <Check aria-label="open now" />}
            </Link>
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem asChild>
          <a href={store.url} target="_blank" rel="noreferrer"><ExternalLink />Visit the shop</a>
        </MenuItem>
        <IfCan permission="store.create">
          <MenuItem asChild>
            <Link href="/stores/new"><Plus />Open another store</Link>
          </MenuItem>
        </IfCan>
      </MenuContent>
    </Menu>
  );
}
