"use client";

import { useRouter } from "next/navigation";
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

type Guard = { leave: (href: string) => void; setDirty: (isDirty: boolean) => void };
type NavigateEvent = Event & { navigationType: string; destination: { url: string } };
type NavigationTarget = EventTarget & { back: () => void };

const GuardContext = createContext<Guard>({ leave: () => undefined, setDirty: () => undefined });

function ownHref(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  if (!isPlain || anchor === null || anchor.target === "_blank" || anchor.origin !== window.location.origin) return null;
  const isHere = anchor.pathname === window.location.pathname && anchor.search === window.location.search;
  return isHere ? null : anchor.pathname + anchor.search;
}

/** Asks before a page with unsaved changes is left by a link, a command, the back button or by closing the tab. */
export function LeaveGuardProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const isDirty = useRef(false);
  const [target, setTarget] = useState<string | null>(null);

  const leave = useCallback((href: string) => (isDirty.current ? setTarget(href) : router.push(href)), [router]);
  const setDirty = useCallback((value: boolean) => { isDirty.current = value; }, []);

  useEffect(() => {
    function onClick(event: MouseEvent) {
      const href = isDirty.current ? ownHref(event) : null;
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(href);
    }
    function onUnload(event: BeforeUnloadEvent) {
      if (isDirty.current) event.preventDefault();
    }
    function onTraverse(event: Event) {
      const { navigationType, destination, cancelable } = event as NavigateEvent;
      if (!isDirty.current || navigationType !== "traverse" || !cancelable) return;
      event.preventDefault();
      const url = new URL(destination.url);
      setTarget(url.pathname + url.search);
    }
    const navigation = "navigation" in window ? (window.navigation as NavigationTarget) : null;
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    navigation?.addEventListener("navigate", onTraverse);
    return () => {
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
      navigation?.removeEventListener("navigate", onTraverse);
    };
  }, []);

  function confirm() {
    isDirty.current = false;
    if (target !== null) router.push(target);
    setTarget(null);
  }

  return (
    <GuardContext.Provider value={{ leave, setDirty }}>
      {children}
      <ConfirmDialog
        isOpen={target !== null}
        onOpenChange={(isOpen) => !isOpen && setTarget(null)}
        title="Leave without saving?"
        description="Your changes on this page are not saved yet and would be lost."
        confirmLabel="Leave"
        cancelLabel="Stay here"
        isDangerous
        onConfirm={confirm}
      />
    </GuardContext.Provider>
  );
}

/** Goes to a page of the dashboard, asking first when something is unsaved. */
export function useLeave(): (href: string) => void {
  return useContext(GuardContext).leave;
}

/** Marks the page as having unsaved changes while `isDirty`. */
export function useLeaveGuard(isDirty: boolean): void {
  const { setDirty } = useContext(GuardContext);
  useEffect(() => {
    setDirty(isDirty);
    return () => setDirty(false);
  }, [isDirty, setDirty]);
}
