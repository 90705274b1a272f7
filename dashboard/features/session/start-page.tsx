"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ErrorState } from "@/components/ui/states";
import { Plumbing } from "@/features/shell/plumbing";
import { MustEnrol } from "@/features/security/must-enrol";
import { meQuery } from "@/features/session/session-api";
import { lastStore } from "@/features/session/last-store";

/** Opens the store used last, else the first; a merchant without one gets to open one. */
export function StartPage() {
  const router = useRouter();
  const me = useQuery(meQuery);
  const stores = me.data?.stores;
  useEffect(() => {
    if (stores === undefined || me.data?.must_enrol) return;
    const last = lastStore();
    const store = stores.find((candidate) => candidate.id === last) ?? stores[0];
    router.replace(store === undefined ? "/stores/new" : `/stores/${store.id}`);
  }, [router, stores, me.data?.must_enrol]);
  if (me.data?.must_enrol) return <main className="min-h-dvh px-4"><MustEnrol me={me.data} /></main>;
  return (
    <main className="grid min-h-dvh place-items-center">
      {me.isError ? (
        <ErrorState error={me.error} onRetry={() => void me.refetch()} />
      ) : (
        <div role="status"><span className="sr-only">Opening your store…</span><Plumbing /></div>
      )}
    </main>
  );
}
