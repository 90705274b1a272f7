"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export type ListParams<Name extends string> = {
  values: Record<Name, string>;
  page: number;
  /** Changes filters; an empty string removes one. Any change but the page's goes back to page 1. */
  change: (changes: Partial<Record<Name | "page", string>>) => void;
  reset: () => void;
  isFiltered: boolean;
};

/** Keeps a list's search, filters, order and page in the address, so that Back, reload and sharing work. */
export function useListParams<Name extends string>(names: readonly Name[], unfiltered: readonly Name[] = []): ListParams<Name> {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const values = useMemo(
    () => Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<Name, string>,
    [names, params],
  );
  const page = Math.max(1, Number.parseInt(params.get("page") ?? "1", 10) || 1);

  const change = useCallback(
    (changes: Partial<Record<Name | "page", string>>) => {
      const next = new URLSearchParams(window.location.search);
      if (!("page" in changes)) next.delete("page");
      for (const [name, value] of Object.entries<string | undefined>(changes)) {
        if (value === undefined || value === "" || (name === "page" && value === "1")) next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      const address = text === "" ? pathname : `${pathname}?${text}`;
      // Back steps through pages, but not through every letter of a search.
      if ("page" in changes) router.push(address);
      else router.replace(address, { scroll: false });
    },
    [pathname, router],
  );
  const reset = useCallback(() => router.replace(pathname), [pathname, router]);
  const isFiltered = names.some((name) => values[name] !== "" && !unfiltered.includes(name));
  return { values, page, change, reset, isFiltered };
}
