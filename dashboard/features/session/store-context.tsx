"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { Me, Store } from "@/lib/api/types";
import { storePath } from "@/features/navigation";

type Value = { me: Me; store: Store };

const StoreContext = createContext<Value | null>(null);

export function StoreProvider({ me, store, children }: Value & { children: ReactNode }) {
  return <StoreContext.Provider value={{ me, store }}>{children}</StoreContext.Provider>;
}

function useValue(): Value {
  const value = useContext(StoreContext);
  if (value === null) throw new Error("This part needs a store around it.");
  return value;
}

/** The store whose pages are open. */
export function useStore(): Store {
  return useValue().store;
}

export function useMember(): Me {
  return useValue().me;
}

/** Returns a function that makes addresses of the open store's pages. */
export function useStorePath(): (path: string) => string {
  const { store } = useValue();
  return (path) => storePath(store.id, path);
}
