"use client";

import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

const NameContext = createContext<{ name: string | null; setName: (name: string | null) => void }>({
  name: null,
  setName: () => undefined,
});

export function PageNameProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useState<string | null>(null);
  return <NameContext.Provider value={{ name, setName }}>{children}</NameContext.Provider>;
}

export function usePageName(): string | null {
  return useContext(NameContext).name;
}

/** Names the open page in the breadcrumbs and the browser's title once its data is known. */
export function useNamePage(name: string | undefined): void {
  const { setName } = useContext(NameContext);
  useEffect(() => {
    if (name === undefined) return;
    setName(name);
    document.title = `${name} · Dropwright`;
    return () => setName(null);
  }, [name, setName]);
}
