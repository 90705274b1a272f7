import { CloudOff, RotateCw, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ApiError, isAutomationAway, messageOf } from "@/lib/api/errors";

type StateProps = { icon: LucideIcon; title: string; children?: ReactNode; actions?: ReactNode; className?: string; role?: "alert" };

function State({ icon: Icon, title, children, actions, className, role }: StateProps) {
  return (
    <div role={role} className={cn("flex flex-col items-center px-6 py-14 text-center", className)}>
      <span className="mb-4 grid size-12 place-items-center rounded-full rounded-tl-sm bg-pine-soft text-pine">
        <Icon aria-hidden className="size-5.5" strokeWidth={1.75} />
      </span>
      <h2 className="text-lg">{title}</h2>
      {children && <div className="mt-1.5 max-w-md text-sm text-pretty text-ink-soft">{children}</div>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

export function EmptyState(props: Omit<StateProps, "role">) {
  return <State {...props} />;
}

/** Says what failed and offers another try; automation being away is a calm case of its own. */
export function ErrorState({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const isAway = isAutomationAway(error);
  const requestId = error instanceof ApiError ? error.requestId : null;
  const isMissing = error instanceof ApiError && error.status === 404;
  const title = isAway ? "Automation is away; your shop keeps selling" : isMissing ? "Not found" : "That did not load";
  return (
    <State
      role="alert"
      icon={isAway ? CloudOff : TriangleAlert}
      title={title}
      className={className ?? ""}
      actions={onRetry && <Button onClick={onRetry}><RotateCw />Try again</Button>}
    >
      {isAway && <p>Imports wait until it is back. Products, orders and your storefront are not affected.</p>}
      {isMissing && <p>It may have been removed, or the address is wrong.</p>}
      {!isAway && !isMissing && <p>{messageOf(error)}</p>}
      {requestId && <p className="mt-2 text-xs text-ink-faint">Reference {requestId}</p>}
    </State>
  );
}
