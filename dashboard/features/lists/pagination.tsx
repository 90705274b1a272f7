import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "@/components/ui/button";

type Props = {
  page: number;
  perPage: number;
  total: number;
  onPage: (page: number) => void;
  /** What is paged, where several lists stand on one page. */
  of?: string;
};

export function Pagination({ page, perPage, total, onPage, of }: Props) {
  const last = Math.max(1, Math.ceil(total / perPage));
  if (total === 0) return null;
  const first = (page - 1) * perPage + 1;
  return (
    <nav aria-label={of === undefined ? "Pages" : `Pages of ${of}`} className="flex items-center justify-between gap-4 border-t border-line px-4 py-3 text-sm text-ink-soft">
      <p className="tabular-nums">
        {total <= perPage ? `${total} in all` : `${first}–${Math.min(total, page * perPage)} of ${total}`}
      </p>
      {last > 1 && (
        <div className="flex items-center gap-2">
          <Button size="icon-sm" aria-label="Previous page" disabled={page <= 1} onClick={() => onPage(page - 1)}><ChevronLeft /></Button>
          <span className="tabular-nums">Page {page} of {last}</span>
          <Button size="icon-sm" aria-label="Next page" disabled={page >= last} onClick={() => onPage(page + 1)}><ChevronRight /></Button>
        </div>
      )}
    </nav>
  );
}
