"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { collectionListQuery, useCollectionProducts } from "@/features/collections/collection-api";
import { IfCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { Collection, Product } from "@/lib/api/types";

function Membership({ collection, product }: { collection: Collection; product: Product }) {
  const store = useStore();
  const change = useCollectionProducts(store.id, collection.id);
  const isIn = product.collections.some(({ id }) => id === collection.id);
  const isShownIn = change.isPending ? change.variables.verb === "add" : isIn;
  const id = `in-${collection.id}`;
  return (
    <li className="flex min-h-8 items-center gap-3 text-sm">
      <Checkbox
        id={id}
        checked={isShownIn}
        disabled={change.isPending}
        onCheckedChange={() => change.mutate({ verb: isIn ? "remove" : "add", productIds: [product.id] }, { onError: (error) => toast.error(messageOf(error)) })}
      />
      <label htmlFor={id} className="min-w-0 truncate">{collection.title}</label>
    </li>
  );
}

/** Which collections show the product; a tick counts at once. */
export function CollectionsCard({ product }: { product: Product }) {
  const store = useStore();
  const path = useStorePath();
  const list = useQuery(collectionListQuery(store.id, { per_page: 100 }));
  return (
    <Card>
      <CardHeader title="Collections" />
      <CardBody className="pt-2">
        {list.isPending && <Skeleton className="w-2/3" />}
        {list.data?.rows.length === 0 && (
          <p className="text-sm text-ink-faint">None yet. <IfCan permission="products.write"><Link href={path("collections/new")} className="text-pine hover:underline">Create one</Link></IfCan></p>
        )}
        <ul className="max-h-64 overflow-y-auto">
          {list.data?.rows.map((collection) => <Membership key={collection.id} collection={collection} product={product} />)}
        </ul>
      </CardBody>
    </Card>
  );
}
