"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ErrorState } from "@/components/ui/states";
import { EnrolGate } from "@/features/security/must-enrol";
import { lastStore } from "@/features/session/last-store";
import { meQuery } from "@/features/session/session-api";
import { Plumbing } from "@/features/shell/plumbing";
import type { Store } from "@/lib/api/types";

function Opening() {
  return <div role="status"><span className="sr-only">Opening your store…</span><Plumbing /></div>;
}

type Target = { path: string; storeId: string | null };

function OpenStore({ stores, path, storeId }: Target & { stores: Store[] }) {
  const router = useRouter();
  useEffect(() => {
    const last = storeId ?? lastStore();
    const store = stores.find((candidate) => candidate.id === last) ?? stores[0];
    router.replace(store === undefined ? "/stores/new" : `/stores/${store.id}${path}`);
  }, [router, stores, path, storeId]);
  return <Opening />;
}

/** Opens the store used last, else the first, at `path`; a merchant without one gets to open one. */
export function StartPage({ path = "", storeId = null }: Partial<Target>) {
  const me = useQuery(meQuery);
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      {me.isError && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
      {me.isPending && <Opening />}
      {me.data && <EnrolGate me={me.data} frame={(content) => content}><OpenStore stores={me.data.stores} path={path} storeId={storeId} /></EnrolGate>}
    </main>
  );
}
