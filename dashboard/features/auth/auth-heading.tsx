import type { ReactNode } from "react";

export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-7">
      <h1 className="text-2xl">{title}</h1>
      {children && <p className="mt-2 text-sm text-ink-soft">{children}</p>}
    </div>
  );
}
