"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, Download, Settings2, Shapes, Trash2, Upload, Users } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { peopleQuery, suppressedFile, suppressedQuery, useSuppressionChange, type Person } from "@/features/email/email-api";
import { MailSettingsCard } from "@/features/email/mail-settings";
import { SegmentList } from "@/features/email/segment-list";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatDay } from "@/lib/format/time";

const FILTERS = ["search", "consent"] as const;
const STATES: Record<string, { label: string; tone: Tone }> = {
  SUBSCRIBED: { label: "On the list", tone: "good" },
  PENDING: { label: "Not confirmed", tone: "warn" },
  UNSUBSCRIBED: { label: "Left", tone: "bad" },
  "": { label: "Never asked", tone: "neutral" },
};
const CONSENTS = [["", "All"], ["SUBSCRIBED", "On the list"], ["PENDING", "Not confirmed"], ["UNSUBSCRIBED", "Left"], ["NONE", "Never asked"]].map(([value = "", label = ""]) => ({ value, label }));

export function ConsentBadge({ person }: { person: Person }) {
  if (person.suppressed !== "") return <Badge tone="bad" mark="full">Gets nothing</Badge>;
  const state = STATES[person.consent_state] ?? { label: person.consent_state, tone: "neutral" as const };
  return <Badge tone={state.tone} mark={state.tone === "good" ? "full" : "ring"}>{state.label}</Badge>;
}

const columns: Column<Person>[] = [
  { key: "person", label: "Person", className: "w-full", cell: (person) => <span className="min-w-0"><span className="block font-medium wrap-anywhere">{person.email}</span><span className="block text-xs text-ink-faint">{[person.name, person.country, person.tags.join(", ")].filter(Boolean).join(" · ")}</span></span> },
  { key: "consent", label: "Consent", cell: (person) => <ConsentBadge person={person} /> },
  { key: "orders", label: "Orders", align: "right", isWideOnly: true, cell: (person) => person.orders_count },
];

function People() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change } = useListParams(FILTERS);
  const list = useQuery(peopleQuery(store.id, { page, per_page: 20, ...values }));
  const rows = list.data?.rows;
  return (
    <Card>
      <FilterTabs label="Consent" value={values.consent} options={CONSENTS} onChange={(consent) => change({ consent })} />
      <div className="border-t border-line p-3"><SearchBox label="Search by address or name" value={values.search} onChange={(search) => change({ search })} /></div>
      {list.isError && rows === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <EmptyState icon={Users} title="Nobody here"><p>People appear when they join the list, start a checkout or order.</p></EmptyState>}
      {rows?.length !== 0 && !(list.isError && rows === undefined) && <DataTable label="People" columns={columns} rows={rows} href={(person) => path(`email/audience/${person.id}`)} isStale={list.isPlaceholderData} />}
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
    </Card>
  );
}

async function download(storeId: string): Promise<void> {
  const { content } = await suppressedFile(storeId);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  link.download = "no-mail.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

function Suppressed() {
  const store = useStore();
  const canWrite = useCan()("email.write");
  const [page, setPage] = useState(1);
  const [email, setEmail] = useState("");
  const picker = useRef<HTMLInputElement>(null);
  const list = useQuery(suppressedQuery(store.id, { page, per_page: 20 }));
  const change = useSuppressionChange(store.id);
  const fail = (error: unknown) => void toast.error(messageOf(error));
  const add = () => change.mutate({ add: email.trim() }, { onSuccess: () => { setEmail(""); toast.success("Nothing is sent there any more"); }, onError: fail });
  async function take(file: File | undefined) {
    if (file === undefined) return;
    change.mutate({ take: await file.text() }, { onSuccess: ({ added, wrong_lines: wrong }) => void toast.success(`${added} added${wrong.length > 0 ? `; lines without an address: ${wrong.join(", ")}` : ""}`), onError: fail });
  }
  return (
    <Card>
      <CardHeader title="Addresses that get nothing" hint="Bounces, complaints and your own. In force at once, in every flow." className="pb-4">
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void download(store.id).catch(fail)}><Download />Export</Button>
          {canWrite && <Button size="sm" onClick={() => picker.current?.click()}><Upload />Import</Button>}
          <input ref={picker} type="file" accept=".csv,.txt,text/csv,text/plain" hidden onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ""; }} />
        </div>
      </CardHeader>
      {canWrite && (
        <div className="flex gap-2 border-t border-line p-3">
          <Input type="email" aria-label="Address to add" placeholder="somebody@example.com" value={email} onChange={(event) => setEmail(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter" && email.trim() !== "") add(); }} />
          <Button disabled={email.trim() === ""} isBusy={change.isPending} onClick={add}>Add</Button>
        </div>
      )}
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <EmptyState icon={Ban} title="The list is empty" />}
      <ul className="text-sm">
        {list.data?.rows.map((row) => (
          <li key={row.id} className="flex items-center justify-between gap-3 border-t border-line px-5 py-2.5">
            <span className="min-w-0"><span className="block font-medium wrap-anywhere">{row.email ?? <span className="text-ink-faint">Erased, known by its fingerprint</span>}</span><span className="block text-xs text-ink-faint">{row.reason.toLowerCase().replace("_", " ")} · {formatDay(row.created_at, store.time_zone)}{row.note && ` · ${row.note}`}</span></span>
            {canWrite && <Button variant="ghost" size="icon-sm" aria-label={`Take ${row.email ?? "an erased address"} off the list`} onClick={() => change.mutate({ remove: row.id }, { onError: fail })}><Trash2 /></Button>}
          </li>
        ))}
      </ul>
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </Card>
  );
}

const TABS = ["people", "segments", "suppressed", "settings"];
const TAB_PARAM = ["tab"] as const;

export function Audience() {
  const { values, change } = useListParams(TAB_PARAM);
  const tab = TABS.includes(values.tab) ? values.tab : "people";
  return (
    <>
      <PageHeader title="Audience" hint="Who may get your mails, who may not, and why." />
      <Tabs value={tab} onValueChange={(next) => change({ tab: next === "people" ? "" : next })}>
        <TabsList className="mb-4 max-w-2xl"><TabsTrigger value="people"><Users />People</TabsTrigger><TabsTrigger value="segments"><Shapes />Segments</TabsTrigger><TabsTrigger value="suppressed"><Ban />Gets nothing</TabsTrigger><TabsTrigger value="settings"><Settings2 />Sending</TabsTrigger></TabsList>
        <TabsContent value="people"><People /></TabsContent>
        <TabsContent value="segments"><SegmentList /></TabsContent>
        <TabsContent value="suppressed"><Suppressed /></TabsContent>
        <TabsContent value="settings"><MailSettingsCard /></TabsContent>
      </Tabs>
    </>
  );
}
