"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { Wordmark } from "@/components/logo";
import { cn } from "@/components/ui/cn";
import { activeItem, navigation } from "@/features/navigation";
import { useCan } from "@/features/session/permissions";
import { useStorePath } from "@/features/session/store-context";
import { StoreSwitcher } from "@/features/shell/store-switcher";
import { useShellPath } from "@/features/shell/use-shell-path";

function NavLinks({ onNavigate }: { onNavigate?: () => void }) {
  const path = useStorePath();
  const active = activeItem(useShellPath());
  const can = useCan();
  const activeLink = useRef<HTMLAnchorElement>(null);
  useEffect(() => { activeLink.current?.scrollIntoView({ block: "nearest" }); }, [active]);
  return navigation.map((group) => (
    <div key={group.label ?? "top"} className="mt-5 first:mt-0">
      {group.label && <p className="px-3 pb-1.5 text-xs font-medium text-ink-faint">{group.label}</p>}
      <ul className="space-y-0.5">
        {group.items.filter(({ needs }) => needs === undefined || can(needs)).map((item) => {
          const isActive = item === active;
          return (
            <li key={item.path}>
              <Link
                href={path(item.path)}
                {...(isActive ? { ref: activeLink } : {})}
                aria-current={isActive ? "page" : undefined}
                {...(onNavigate ? { onClick: onNavigate } : {})}
                className={cn(
                  "group flex min-h-9 items-center gap-3 rounded-lg px-3 text-sm font-medium text-ink-soft transition-colors hover:bg-sunken hover:text-ink",
                  isActive && "bg-pine-soft text-pine hover:bg-pine-soft hover:text-pine",
                )}
              >
                <item.icon aria-hidden className="size-4.5 shrink-0" strokeWidth={1.75} />
                {item.label}
                {isActive && <span aria-hidden className="mr-0.5 ml-auto size-2 rotate-45 rounded-full rounded-tl-none bg-copper" />}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  ));
}

/** Brand, store and pages; the same column stands at the side on wide screens and in the drawer on phones. */
export function Sidebar({ onNavigate, className }: { onNavigate?: () => void; className?: string }) {
  const path = useStorePath();
  return (
    <div className={cn("flex h-full flex-col gap-5 bg-rail px-4 py-5", className)}>
      <Link href={path("")} {...(onNavigate ? { onClick: onNavigate } : {})} className="self-start px-1.5" aria-label="Dropwright, home">
        <Wordmark />
      </Link>
      <StoreSwitcher />
      <nav aria-label="Main" className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 pb-4">
        <NavLinks {...(onNavigate ? { onNavigate } : {})} />
      </nav>
    </div>
  );
}
