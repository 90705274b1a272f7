import type { ReactNode } from "react";

type Props = { title: ReactNode; hint?: ReactNode; badge?: ReactNode; children?: ReactNode };

export function PageHeader({ title, hint, badge, children }: Props) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl wrap-anywhere sm:text-2xl">{title}</h1>
          {badge}
        </div>
        {hint && <p className="mt-1 text-sm wrap-anywhere text-ink-soft">{hint}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}
