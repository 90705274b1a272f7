"use client";

import { useQuery } from "@tanstack/react-query";
import { FileText, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { pageListQuery, usePageFromTemplate, type PolicyKind } from "@/features/content/content-api";
import { MenuCard } from "@/features/content/menu-card";
import { DataTable, type Column } from "@/features/lists/data-table";
import { IfCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { ShopPage } from "@/lib/api/types";

const KINDS: { kind: PolicyKind; label: string }[] = [
  { kind: "SHIPPING", label: "Shipping" },
  { kind: "RETURNS", label: "Returns" },
  { kind: "PRIVACY", label: "Privacy" },
  { kind: "TERMS", label: "Terms of sale" },
  { kind: "IMPRINT", label: "Imprint" },
  { kind: "ABOUT", label: "About us" },
  { kind: "CONTACT", label: "Contact" },
];
const COLUMNS: Column<ShopPage>[] = [
  { key: "title", label: "Page", className: "w-full", cell: (page) => <><span className="block font-medium wrap-anywhere">{page.title}</span><span className="block text-xs wrap-anywhere text-ink-faint">/pages/{page.handle}</span></> },
  { key: "state", label: "State", cell: (page) => <Badge tone={page.is_published ? "good" : "neutral"} mark={page.is_published ? "full" : "ring"}>{page.is_published ? "Published" : "Hidden"}</Badge> },
];

function Templates({ pages }: { pages: ShopPage[] }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const make = usePageFromTemplate(store.id);
  const missing = KINDS.filter(({ kind }) => !pages.some((page) => page.kind === kind));
  if (missing.length === 0) return null;
  return (
    <IfCan permission="content.write">
      <Card>
        <CardHeader title="Pages your shop still needs" hint="They begin with our words and your shop's facts. Fill in what stands in [brackets]; it is no legal advice." />
        <CardBody className="flex flex-wrap gap-2">
          {missing.map(({ kind, label }) => (
            <Button key={kind} isBusy={make.isPending && make.variables === kind} onClick={() => make.mutate(kind, { onSuccess: (page) => router.push(path(`pages/${page.id}`)), onError: (error) => toast.error(messageOf(error)) })}><Plus />{label}</Button>
          ))}
        </CardBody>
      </Card>
    </IfCan>
  );
}

export function PagesScreen() {
  const store = useStore();
  const path = useStorePath();
  const list = useQuery(pageListQuery(store.id));
  const rows = list.data?.rows;
  const create = <IfCan permission="content.write"><Button asChild variant="primary"><Link href={path("pages/new")}><Plus />Create page</Link></Button></IfCan>;
  return (
    <>
      <PageHeader title="Pages and menus" hint="Policies, about, contact, and the links to them.">{create}</PageHeader>
      <div className="space-y-5">
        {rows && <Templates pages={rows} />}
        <Card>
          {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {rows?.length === 0 && <EmptyState icon={FileText} title="No pages yet"><p>Shoppers look for shipping, returns and who you are before they buy.</p></EmptyState>}
          {rows?.length !== 0 && !list.isError && <DataTable label="Pages" columns={COLUMNS} rows={rows} href={(page) => path(`pages/${page.id}`)} />}
        </Card>
        <div className="grid items-start gap-5 *:min-w-0 lg:grid-cols-2">
          <MenuCard place="MAIN" title="Menu in the header" usual="Your collections, while you choose nothing else." />
          <MenuCard place="FOOTER" title="Links in the footer" usual="Your published pages and the blog, while you choose nothing else." />
        </div>
      </div>
    </>
  );
}
