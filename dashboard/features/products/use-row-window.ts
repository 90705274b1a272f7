import { useEffect, useState, type RefObject } from "react";

const SPARE = 8;

/** Says which rows of a long list are in sight, so that only those are drawn. All rows have one height. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, rowHeight: number, count: number) {
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let frame = 0;
    function measure() {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
      });
    }
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [scroller]);
  const first = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight) - SPARE));
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return { first, last, before: first * rowHeight, after: Math.max(0, count - last) * rowHeight };
}
