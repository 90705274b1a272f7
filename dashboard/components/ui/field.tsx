import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type ControlProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };
type Props = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  isOptional?: boolean;
  isLabelHidden?: boolean;
  aside?: ReactNode;
  className?: string;
  children: (control: ControlProps) => ReactNode;
};

/** A label, its control, a hint and the error, tied together for assistive technology. */
export function Field({ label, hint, error, isOptional, isLabelHidden, aside, className, children }: Props) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control: ControlProps = { id };
  if (describedBy !== "") control["aria-describedby"] = describedBy;
  if (error) control["aria-invalid"] = true;
  return (
    <div className={cn("min-w-0", className)}>
      <div className={cn("mb-1.5 flex items-baseline justify-between gap-3", isLabelHidden && "sr-only")}>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {isOptional && <span className="ml-1.5 font-normal text-ink-faint">optional</span>}
        </label>
        {aside}
      </div>
      {children(control)}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {hint && <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-faint">{hint}</p>}
    </div>
  );
}
