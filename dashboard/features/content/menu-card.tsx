"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { menusQuery, useMenuSave } from "@/features/content/content-api";
import { IfCan, useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { ShopMenu } from "@/lib/api/types";

type Place = "MAIN" | "FOOTER";
type Link = { title: string; path: string };

function Editor({ menu, place, usual }: { menu: ShopMenu | undefined; place: Place; usual: string }) {
  const store = useStore();
  const can = useCan()("content.write");
  const save = useMenuSave(store.id);
  const start = menu?.items ?? [];
  const [items, setItems] = useState<Link[]>(start);
  const isDirty = JSON.stringify(items) !== JSON.stringify(start);
  const change = (at: number, link: Partial<Link>) => setItems(items.map((item, index) => (index === at ? { ...item, ...link } : item)));
  const run = (next: Link[] | null, said: string) => save.mutate({ id: menu?.id, place, items: next }, { onSuccess: () => toast.success(said), onError: (error) => toast.error(messageOf(error)) });
  return (
    <CardBody className="space-y-3">
      {items.length === 0 && <p className="text-sm text-ink-soft">{usual}</p>}
      <fieldset disabled={!can} className="space-y-2">
        {items.map((item, index) => (
          <div key={index} className="flex gap-2">
            <Input aria-label={`Name of link ${index + 1}`} placeholder="Name" value={item.title} onChange={(event) => change(index, { title: event.target.value })} />
            <Input aria-label={`Address of link ${index + 1}`} placeholder="/pages/about" value={item.path} onChange={(event) => change(index, { path: event.target.value })} spellCheck={false} />
            <Button size="icon" aria-label={`Move ${item.title || "link"} up`} disabled={index === 0} onClick={() => setItems(items.map((row, at) => (at === index - 1 ? item : at === index ? (items[index - 1] ?? row) : row)))}><ArrowUp /></Button>
            <Button size="icon" aria-label={`Remove ${item.title || "link"}`} onClick={() => setItems(items.filter((_, at) => at !== index))}><Trash2 /></Button>
          </div>
        ))}
      </fieldset>
      <IfCan permission="content.write">
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setItems([...items, { title: "", path: "" }])}><Plus />Add link</Button>
          {isDirty && <Button variant="primary" isBusy={save.isPending} onClick={() => run(items.length === 0 ? null : items, "Saved.")}>Save</Button>}
          {menu && !isDirty && <Button variant="ghost" isBusy={save.isPending} onClick={() => run(null, "The usual links are back.")}>Back to the usual links</Button>}
        </div>
      </IfCan>
    </CardBody>
  );
}

export function MenuCard({ place, title, usual }: { place: Place; title: string; usual: string }) {
  const store = useStore();
  const menus = useQuery(menusQuery(store.id));
  const menu = menus.data?.find((row) => row.place === place);
  return (
    <Card>
      <CardHeader title={title} />
      {menus.isPending && <CardSkeleton lines={2} className="border-0" />}
      {menus.isError && <ErrorState error={menus.error} onRetry={() => void menus.refetch()} />}
      {menus.data && <Editor key={menu?.updated_at ?? "usual"} menu={menu} place={place} usual={usual} />}
    </Card>
  );
}
