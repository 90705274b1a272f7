"use client";

import { Factory, FileCode, FileSpreadsheet, Globe, Rss } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ErrorState } from "@/components/ui/states";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { CsvImport } from "@/features/imports/csv-import";
import { FeedImport } from "@/features/imports/feed-source";
import { importListQuery } from "@/features/imports/import-api";
import { PageImport } from "@/features/imports/page-import";
import { SupplierImport } from "@/features/imports/supplier-import";
import { useListParams } from "@/features/lists/use-list-params";
import { useStore } from "@/features/session/store-context";
import { isAutomationAway } from "@/lib/api/errors";

const PARAMS = ["from"] as const;
const SOURCES = [
  { value: "supplier", label: "Supplier", icon: Factory },
  { value: "csv", label: "Shopify CSV", icon: FileSpreadsheet },
  { value: "url", label: "Product page", icon: Globe },
  { value: "html", label: "Saved page", icon: FileCode },
  { value: "feed", label: "Google feed", icon: Rss },
];

export function ImportStart() {
  const store = useStore();
  const { values, change } = useListParams(PARAMS);
  const health = useQuery(importListQuery(store.id, { page: 1, per_page: 20 }));
  const from = SOURCES.some(({ value }) => value === values.from) ? values.from : "csv";
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Import products" hint="Everything arrives as a draft; nothing is on sale before you publish it." />
      <Card>
        {isAutomationAway(health.error) ? (
          <ErrorState error={health.error} onRetry={() => void health.refetch()} />
        ) : (
          <CardBody>
            <Tabs value={from} onValueChange={(next) => change({ from: next === "csv" ? "" : next })}>
              <TabsList aria-label="Source">
                {SOURCES.map(({ value, label, icon: Icon }) => <TabsTrigger key={value} value={value}><Icon aria-hidden className="max-sm:hidden" />{label}</TabsTrigger>)}
              </TabsList>
              <TabsContent value="supplier" className="pt-5"><SupplierImport /></TabsContent>
              <TabsContent value="feed" className="pt-5"><FeedImport /></TabsContent>
              <TabsContent value="csv" className="pt-5"><CsvImport /></TabsContent>
              <TabsContent value="url" className="pt-5"><PageImport kind="url" /></TabsContent>
              <TabsContent value="html" className="pt-5"><PageImport kind="html" /></TabsContent>
            </Tabs>
          </CardBody>
        )}
      </Card>
    </div>
  );
}
