"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { DoorClosed } from "lucide-react";
import Link from "next/link";
import { useEffect, type ReactNode } from "react";
import { Wordmark } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { EnrolGate } from "@/features/security/must-enrol";
import { rememberStore } from "@/features/session/last-store";
import { meQuery, storeKeep, storeQuery } from "@/features/session/session-api";
import { StoreProvider } from "@/features/session/store-context";
import { Plumbing } from "@/features/shell/plumbing";
import type { Me } from "@/lib/api/types";

function ShellSkeleton() {
  return (
    <div role="status" className="min-h-dvh lg:grid lg:grid-cols-[16.5rem_1fr]">
      <span className="sr-only">Loading…</span>
      <div className="hidden border-r border-line bg-rail p-5 lg:block">
        <Wordmark />
        <div className="mt-6 space-y-4">
          <Skeleton className="h-12 w-full rounded-xl" />
          {[40, 56, 48, 52].map((width) => <Skeleton key={width} className="h-5" />)}
        </div>
      </div>
      <div>
        <div className="h-14 border-b border-line" />
        <div className="mx-auto max-w-6xl space-y-5 px-4 pt-8 sm:px-8">
          <Skeleton className="h-8 w-56" />
          <Skeleton className="h-28 w-full rounded-xl" />
          <Skeleton className="h-56 w-full rounded-xl" />
        </div>
      </div>
    </div>
  );
}

function Bare({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-2xl flex-col justify-center px-4">
      <div className="mb-2 flex justify-center"><Wordmark /></div>
      {children}
    </main>
  );
}

/** Waits for a store that is being set up, asking once a second while the page is visible. */
function Provisioning({ storeId }: { storeId: string }) {
  const client = useQueryClient();
  const { data: store } = useQuery({
    ...storeQuery(storeId),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === "PROVISIONING" ? 1000 : false),
  });
  useEffect(() => {
    if (store !== undefined && store.status !== "PROVISIONING") storeKeep(client, store);
  }, [client, store]);
  return (
    <Bare>
      <div role="status" className="flex flex-col items-center py-10 text-center">
        <Plumbing />
        <h1 className="mt-6 text-xl">Setting up {store?.name ?? "your shop"}</h1>
        <p className="mt-2 max-w-sm text-sm text-ink-soft">
          Shelves, till and front door are being put in place. This takes a few seconds; the page opens by itself.
        </p>
      </div>
    </Bare>
  );
}

/** Lets the pages of a store appear once it is known, belongs to the member's merchant and is ready. */
export function StoreGate({ storeId, children }: { storeId: string; children: ReactNode }) {
  const me = useQuery(meQuery);
  const isOwn = me.data?.stores.some(({ id }) => id === storeId) ?? false;
  useEffect(() => {
    if (isOwn) rememberStore(storeId);
  }, [isOwn, storeId]);
  if (me.isPending) return <ShellSkeleton />;
  if (me.isError) return <Bare><ErrorState error={me.error} onRetry={() => void me.refetch()} /></Bare>;
  return <EnrolGate me={me.data} frame={(content) => <Bare>{content}</Bare>}><OwnStore me={me.data} storeId={storeId}>{children}</OwnStore></EnrolGate>;
}

function OwnStore({ me, storeId, children }: { me: Me; storeId: string; children: ReactNode }) {
  const store = me.stores.find((candidate) => candidate.id === storeId);
  if (store === undefined) {
    return (
      <Bare>
        <EmptyState icon={DoorClosed} title="This store is not here" actions={<Button asChild variant="primary"><Link href="/">Open my store</Link></Button>}>
          <p>It does not exist, or {me.merchant?.name ?? "your merchant"} does not own it. Another of your merchants may.</p>
        </EmptyState>
      </Bare>
    );
  }
  if (store.status === "PROVISIONING") return <Provisioning storeId={storeId} />;
  return <StoreProvider me={me} store={store}>{children}</StoreProvider>;
}
