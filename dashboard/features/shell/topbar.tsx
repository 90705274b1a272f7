"use client";

import { ChevronRight, Menu as MenuIcon, Search } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { crumbsFor } from "@/features/navigation";
import { useStorePath } from "@/features/session/store-context";
import { usePageName } from "@/features/shell/page-name";
import { useShellPath } from "@/features/shell/use-shell-path";
import { UserMenu } from "@/features/shell/user-menu";

function Breadcrumbs() {
  const path = useStorePath();
  const crumbs = crumbsFor(useShellPath(), usePageName());
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {crumbs.map((crumb, index) => (
          <li key={`${index}-${crumb.label}`} className="flex min-w-0 items-center gap-1.5 not-last:shrink-0">
            {index > 0 && <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" />}
            {crumb.path === null ? (
              <span aria-current="page" className="truncate font-medium">{crumb.label}</span>
            ) : (
              <Link href={path(crumb.path)} className="shrink-0 text-ink-soft hover:text-ink hover:underline">{crumb.label}</Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function Topbar({ onOpenMenu, onOpenPalette }: { onOpenMenu: () => void; onOpenPalette: () => void }) {
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-b border-line bg-paper/90 px-4 backdrop-blur-sm sm:px-6 lg:px-8">
      <Button variant="ghost" size="icon" aria-label="Open menu" className="-ml-2 lg:hidden" onClick={onOpenMenu}><MenuIcon /></Button>
      <div className="min-w-0 flex-1"><Breadcrumbs /></div>
      <button
        type="button"
        onClick={onOpenPalette}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-9 items-center gap-2 rounded-lg text-sm text-ink-faint transition-colors hover:text-ink max-sm:size-9 max-sm:justify-center sm:w-56 sm:border sm:border-line-strong sm:bg-surface sm:px-3 sm:shadow-card"
      >
        <Search aria-hidden className="size-4" />
        <span className="max-sm:sr-only">Search…<span className="sr-only"> and commands</span></span>
        <kbd aria-hidden className="ml-auto rounded border border-line bg-sunken px-1.5 font-sans text-2xs text-ink-faint max-sm:hidden">⌘K</kbd>
      </button>
      <UserMenu />
    </header>
  );
}
