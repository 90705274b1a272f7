"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, BellRing, Eye, EyeOff, Pencil } from "lucide-react";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { FormError } from "@/features/forms/form-error";
import { Pagination } from "@/features/lists/pagination";
import { useListParams } from "@/features/lists/use-list-params";
import { Picture } from "@/features/research/candidate-card";
import { useAlertsRead, useUnwatch, useWatchChange, watchlistQuery, type WatchlistItem } from "@/features/research/research-api";
import { ScoreRing } from "@/features/research/score-ring";
import { supplierPrice } from "@/features/research/words";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo } from "@/lib/format/time";

const FILTERS = [] as const;

function ItemDialog({ item, onClose }: { item: WatchlistItem; onClose: () => void }) {
  const store = useStore();
  const change = useWatchChange(store.id);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const target = String(form.get("target") ?? "").trim();
    const tags = String(form.get("tags") ?? "").split(",").map((tag) => tag.trim()).filter(Boolean);
    change.mutate({ id: item.id, body: { tags, note: String(form.get("note") ?? ""), target_cost: target || null } }, { onSuccess: onClose });
  }
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={item.candidate.title} footer={<><Button onClick={onClose}>Cancel</Button><Button type="submit" form="watch" variant="primary" isBusy={change.isPending}>Save</Button></>}>
      <form id="watch" onSubmit={submit} className="space-y-4">
        <FormError message={change.error ? messageOf(change.error) : null} />
        <Field label="Tags" isOptional hint="Separated by commas">{(control) => <Input {...control} name="tags" defaultValue={item.tags.join(", ")} />}</Field>
        <Field label="Tell me when it costs" isOptional hint={`At most, in ${item.candidate.currency || "the supplier's currency"}`}>{(control) => <Input {...control} name="target" inputMode="decimal" defaultValue={item.target_cost ?? ""} />}</Field>
        <Field label="Note" isOptional>{(control) => <Textarea {...control} name="note" rows={3} maxLength={500} defaultValue={item.note} />}</Field>
      </form>
    </Dialog>
  );
}

function Item({ item, onEdit }: { item: WatchlistItem; onEdit: () => void }) {
  const store = useStore();
  const path = useStorePath();
  const unwatch = useUnwatch(store.id);
  const read = useAlertsRead(store.id);
  const news = item.alerts.filter(({ is_read }) => !is_read);
  return (
    <li className="border-t border-line px-4 py-4 first:border-t-0 sm:px-5">
      <div className="flex items-start gap-4">
        <Picture url={item.candidate.image_url} className="size-16 shrink-0 rounded-lg" />
        <div className="min-w-0 flex-1">
          <Link href={path(`research/${item.candidate.id}`)} className="line-clamp-2 text-sm font-medium hover:underline">{item.candidate.title}</Link>
          <p className="mt-0.5 text-xs text-ink-faint">
            {supplierPrice(item.candidate.price, item.candidate.currency)}
            {item.target_cost && ` · target ${supplierPrice(item.target_cost, item.candidate.currency)}`}
            {item.checked_at ? ` · checked ${formatAgo(item.checked_at, store.time_zone)}` : " · not checked yet"}
          </p>
          {item.tags.length > 0 && <p className="mt-1.5 flex flex-wrap gap-1.5">{item.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}</p>}
          {item.note && <p className="mt-1.5 text-sm text-ink-soft">{item.note}</p>}
        </div>
        <ScoreRing score={item.candidate.score} />
        <div className="flex flex-col gap-1">
          <Button variant="ghost" size="icon-sm" aria-label={`Edit ${item.candidate.title}`} onClick={onEdit}><Pencil /></Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Stop watching ${item.candidate.title}`} isBusy={unwatch.isPending} onClick={() => unwatch.mutate(item.id, { onError: (error) => toast.error(messageOf(error)) })}><EyeOff /></Button>
        </div>
      </div>
      {item.alerts.length > 0 && (
        <ul aria-label="Alerts" className="mt-3 space-y-1.5 rounded-lg bg-sunken/60 p-3">
          {item.alerts.slice(0, 4).map((alert) => (
            <li key={alert.id} className="flex items-baseline gap-2 text-sm">
              {alert.is_read ? <Bell aria-hidden className="size-3.5 shrink-0 text-ink-faint" /> : <BellRing aria-label="New" className="size-3.5 shrink-0 text-copper" />}
              <span className={alert.is_read ? "text-ink-soft" : "font-medium"}>{alert.message}</span>
              <span className="ml-auto text-xs whitespace-nowrap text-ink-faint">{formatAgo(alert.at, store.time_zone)}</span>
            </li>
          ))}
          {news.length > 0 && <li><Button variant="link" size="sm" onClick={() => read.mutate(item.id)}>Mark as read</Button></li>}
        </ul>
      )}
    </li>
  );
}

/** Products to keep an eye on; news first. */
export function WatchlistPage() {
  const store = useStore();
  const path = useStorePath();
  const { page, change } = useListParams(FILTERS);
  const [edited, setEdited] = useState<WatchlistItem | null>(null);
  const list = useQuery(watchlistQuery(store.id, { page, per_page: 20 }));
  return (
    <>
      <PageHeader title="Watch list" hint="Price, stock, rating and interest are looked at every day." />
      <Card>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <div className="space-y-4 p-5">{Array.from({ length: 3 }, (_, index) => <Skeleton key={index} className="h-16 w-full" />)}</div>}
        {list.data?.rows.length === 0 && (
          <EmptyState icon={Eye} title="Nothing is watched" actions={<Button asChild><Link href={path("research")}>Open research</Link></Button>}>
            <p>Watch a candidate of your research and you are told when its price, stock, rating or trend changes.</p>
          </EmptyState>
        )}
        <ul>{list.data?.rows.map((item) => <Item key={item.id} item={item} onEdit={() => setEdited(item)} />)}</ul>
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
      {edited && <ItemDialog item={edited} onClose={() => setEdited(null)} />}
    </>
  );
}
