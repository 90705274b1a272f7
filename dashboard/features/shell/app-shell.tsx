"use client";

import { useEffect, useState, type ReactNode } from "react";
import { PhoneBar } from "@/features/shell/phone-bar";
import { CommandPalette } from "@/features/shell/command-palette";
import { Drawer } from "@/features/shell/drawer";
import { LeaveGuardProvider } from "@/features/shell/leave-guard";
import { PageNameProvider } from "@/features/shell/page-name";
import { ShellNotices } from "@/features/shell/shell-notices";
import { Sidebar } from "@/features/shell/sidebar";
import { StoreGate } from "@/features/shell/store-gate";
import { Topbar } from "@/features/shell/topbar";

function usePaletteKey(toggle: () => void) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      toggle();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [toggle]);
}

function Frame({ children }: { children: ReactNode }) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [togglePalette] = useState(() => () => setPaletteOpen((isOpen) => !isOpen));
  usePaletteKey(togglePalette);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[16.5rem_1fr]">
      <a href="#content" className="fixed top-2 left-2 z-50 -translate-y-16 rounded-lg bg-pine px-4 py-2 text-sm font-medium text-on-pine focus:translate-y-0">
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r border-line lg:block print:hidden"><Sidebar /></aside>
      <div className="flex min-w-0 flex-col">
        <Topbar onOpenMenu={() => setMenuOpen(true)} onOpenPalette={() => setPaletteOpen(true)} />
        <ShellNotices />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 focus-visible:outline-0 sm:px-6 lg:px-8 lg:pt-8 lg:pb-16">
          {children}
        </main>
      </div>
      <PhoneBar onOpenMenu={() => setMenuOpen(true)} />
      <Drawer isOpen={isMenuOpen} onOpenChange={setMenuOpen} />
      <CommandPalette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} />
    </div>
  );
}

/** The one shell around every page of a store. */
export function AppShell({ storeId, children }: { storeId: string; children: ReactNode }) {
  return (
    <StoreGate storeId={storeId}>
      <PageNameProvider>
        <LeaveGuardProvider>
          <Frame>{children}</Frame>
        </LeaveGuardProvider>
      </PageNameProvider>
    </StoreGate>
  );
}
