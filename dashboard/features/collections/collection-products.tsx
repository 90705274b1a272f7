"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Package, Plus, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { Thumb } from "@/components/thumb";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useCollectionProducts } from "@/features/collections/collection-api";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { productListQuery } from "@/features/products/product-api";
import { ProductStatusBadge } from "@/features/products/product-status";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function Picker({ collectionId, members, isOpen, onClose }: { collectionId: string; members: ReadonlySet<string>; isOpen: boolean; onClose: () => void }) {
  const store = useStore();
  const [search, setSearch] = useState("");
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const found = useQuery({ ...productListQuery(store.id, { search, per_page: 20 }), enabled: isOpen });
  const change = useCollectionProducts(store.id, collectionId);
  function add(id: string) {
    change.mutate({ verb: "add", productIds: [id] }, { onSuccess: () => setAdded((old) => new Set(old).add(id)), onError: (error) => toast.error(messageOf(error)) });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClose()} title="Add products" footer={<Button variant="primary" onClick={onClose}>Done</Button>}>
      <SearchBox label="Search products" value={search} onChange={setSearch} />
      <ul className="mt-3 max-h-80 min-h-40 overflow-y-auto">
        {found.isPending && <li className="space-y-3 py-3"><Skeleton /><Skeleton className="w-2/3" /></li>}
        {found.data?.rows.length === 0 && <li className="py-8 text-center text-sm text-ink-faint">Nothing found.</li>}
        {found.data?.rows.map((product) => {
          const isIn = members.has(product.id) || added.has(product.id);
          return (
            <li key={product.id} className="flex items-center gap-3 border-b border-line py-2 text-sm last:border-0">
              <Thumb url={product.image?.url} className="size-9" />
              <span className="min-w-0 flex-1 truncate">{product.title}</span>
              {isIn ? <span className="flex items-center gap-1 text-pine"><Check className="size-4" />In</span> : <Button size="sm" disabled={change.isPending} aria-label={`Add ${product.title}`} onClick={() => add(product.id)}><Plus />Add</Button>}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

export function CollectionProducts({ collectionId }: { collectionId: string }) {
  const store = useStore();
  const path = useStorePath();
  const [page, setPage] = useState(1);
  const [isPicking, setPicking] = useState(false);
  const list = useQuery(productListQuery(store.id, { collection_id: collectionId, page, per_page: 20 }));
  const change = useCollectionProducts(store.id, collectionId);
  const remove = (id: string) => change.mutate({ verb: "remove", productIds: [id] }, { onError: (error) => toast.error(messageOf(error)) });
  const members = new Set(list.data?.rows.map(({ id }) => id));
  const gone = change.isPending && change.variables.verb === "remove" ? new Set(change.variables.productIds) : new Set<string>();
  return (
    <Card>
      <CardHeader title="Products" hint={list.data && `${list.data.total} in this collection`} className="pb-4">
        <Button size="sm" onClick={() => setPicking(true)}><Plus />Add products</Button>
      </CardHeader>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <EmptyState icon={Package} title="Nothing in here yet" className="py-9" />}
      <ul>
        {list.data?.rows.filter(({ id }) => !gone.has(id)).map((product) => (
          <li key={product.id} className="flex items-center gap-3 border-t border-line px-5 py-2.5 text-sm">
            <Thumb url={product.image?.url} className="size-10" />
            <Link href={path(`products/${product.id}`)} className="min-w-0 flex-1 truncate font-medium hover:text-pine hover:underline">{product.title}</Link>
            <ProductStatusBadge status={product.status} />
            <Button variant="ghost" size="icon-sm" aria-label={`Take ${product.title} out`} onClick={() => remove(product.id)}><X /></Button>
          </li>
        ))}
      </ul>
      {list.data && list.data.total > list.data.perPage && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
      <Picker collectionId={collectionId} members={members} isOpen={isPicking} onClose={() => setPicking(false)} />
    </Card>
  );
}
