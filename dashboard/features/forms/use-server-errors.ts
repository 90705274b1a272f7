import { useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { placeErrors } from "@/features/forms/server-errors";

/** Gives a form a `fail` that puts a refusal where it belongs, and the sentence for above the form. */
export function useServerErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  names: readonly FieldPath<Values>[],
): { formError: string | null; fail: (error: unknown) => void; clear: () => void } {
  const [formError, setFormError] = useState<string | null>(null);
  return {
    formError,
    clear: () => setFormError(null),
    fail(error) {
      const placed = placeErrors(error, names);
      const wrong = names.filter((name) => placed.fields[name] !== undefined);
      wrong.forEach((name, index) =>
        form.setError(name, { type: "server", message: placed.fields[name] ?? "" }, { shouldFocus: index === 0 }),
      );
      setFormError(placed.form);
    },
  };
}
