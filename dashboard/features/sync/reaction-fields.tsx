"use client";

import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { reactionsQuery, useReactionSet, type Reaction } from "@/features/sync/sync-api";
import { CHOSEN, EVENTS, REACTIONS } from "@/features/sync/sync-words";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";

const FOLLOW = "";

/** What is done about each event: in the store, or with `productId` in one product, which else follows the store. */
export function ReactionFields({ productId = null }: { productId?: string | null }) {
  const store = useStore();
  const can = useCan()("pricing.write");
  const here = useQuery(reactionsQuery(store.id, productId));
  const everywhere = useQuery(reactionsQuery(store.id, null));
  const set = useReactionSet(store.id);
  if (here.isPending || everywhere.isPending) return <div className="grid gap-4 sm:grid-cols-2">{CHOSEN.map((event) => <Skeleton key={event} className="h-16" />)}</div>;
  if (here.data === undefined || everywhere.data === undefined) return <ErrorState error={here.error ?? everywhere.error} onRetry={() => { void here.refetch(); void everywhere.refetch(); }} />;
  const { reactions, own } = here.data;
  const stores = everywhere.data.reactions;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {CHOSEN.map((event) => {
        const isOwn = productId === null || own.includes(event);
        const follows = stores[event] as Reaction | undefined;
        return (
          <Field key={event} label={EVENTS[event]}>{(control) => (
            <Select {...control} value={isOwn ? reactions[event] : FOLLOW} disabled={!can || set.isPending} onChange={({ target }) => set.mutate({ event, reaction: target.value === FOLLOW ? null : (target.value as Reaction), product_id: productId })}>
              {productId !== null && <option value={FOLLOW}>As in the store{follows && `: ${REACTIONS[follows].toLowerCase()}`}</option>}
              {Object.entries(REACTIONS).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
            </Select>
          )}</Field>
        );
      })}
    </div>
  );
}
