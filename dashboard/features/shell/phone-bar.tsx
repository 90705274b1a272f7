"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { activeItem, navigation } from "@/features/navigation";
import { useStorePath } from "@/features/session/store-context";
import { useShellPath } from "@/features/shell/use-shell-path";

const items = navigation.flatMap((group) => group.items).filter((item) => item.isOnPhoneBar);
const cell = "flex min-h-14 flex-1 flex-col items-center justify-center gap-1 text-2xs font-medium text-ink-faint";

/** The pages used most, under the thumb. */
export function PhoneBar({ onOpenMenu }: { onOpenMenu: () => void }) {
  const path = useStorePath();
  const active = activeItem(useShellPath());
  return (
    <nav aria-label="Main, short" className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-sm lg:hidden print:hidden">
      {items.map((item) => (
        <Link key={item.path} href={path(item.path)} aria-current={item === active ? "page" : undefined} className={cn(cell, item === active && "text-pine")}>
          <item.icon aria-hidden className="size-5" strokeWidth={item === active ? 2.1 : 1.7} />
          {item.label}
        </Link>
      ))}
      <button type="button" onClick={onOpenMenu} className={cell}>
        <Ellipsis aria-hidden className="size-5" strokeWidth={1.7} />
        More
      </button>
    </nav>
  );
}
