import { useLayoutEffect, useRef } from "react";

/** What had the focus; for an item of a menu, which goes when the menu closes, the button that opened the menu. */
function openerNow(): HTMLElement | null {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement)) return null;
  const trigger = focused.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return trigger ? document.getElementById(trigger) : focused;
}

/**
 * Gives a dialog's `onCloseAutoFocus`: the focus goes back to what had it when the dialog opened. The library does so
 * only for triggers of its own, and our dialogs are opened by state.
 */
export function useFocusReturn(isOpen: boolean): (event: Event) => void {
  const opener = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (isOpen) opener.current = openerNow();
  }, [isOpen]);
  return (event) => {
    if (opener.current?.isConnected !== true || opener.current === document.body) return;
    event.preventDefault();
    opener.current.focus();
  };
}
