"use client";

import { FileWarning, Link2, ListChecks, Rss, SlidersHorizontal, Sparkles } from "lucide-react";
import { useEffect, useRef } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useListParams } from "@/features/lists/use-list-params";
import { AuditTab } from "@/features/seo/audit-tab";
import { FeedsTab } from "@/features/seo/feeds-tab";
import { NotFoundTab } from "@/features/seo/not-found-tab";
import { ProposalsTab } from "@/features/seo/proposals-tab";
import { RedirectsTab } from "@/features/seo/redirects-tab";
import { SettingsTab } from "@/features/seo/settings-tab";

const TABS = [
  { value: "audit", label: "Audit", icon: ListChecks, panel: <AuditTab /> },
  { value: "proposals", label: "Proposals", icon: Sparkles, panel: <ProposalsTab /> },
  { value: "redirects", label: "Redirects", icon: Link2, panel: <RedirectsTab /> },
  { value: "not-found", label: "Not found", icon: FileWarning, panel: <NotFoundTab /> },
  { value: "feeds", label: "Feeds", icon: Rss, panel: <FeedsTab /> },
  { value: "settings", label: "Settings", icon: SlidersHorizontal, panel: <SettingsTab /> },
];
const PARAMS = ["tab"] as const;

export function SeoScreen() {
  const { values, change } = useListParams(PARAMS);
  const tab = TABS.some(({ value }) => value === values.tab) ? values.tab : "audit";
  const list = useRef<HTMLDivElement>(null);
  // On a phone the tabs scroll; the open one has to be seen when a link leads to it.
  useEffect(() => { list.current?.querySelector("[data-state=active]")?.scrollIntoView({ block: "nearest", inline: "center" }); }, [tab]);
  return (
    <>
      <PageHeader title="Search engines" hint="What they see of your shop, and what would make it better." />
      <Tabs value={tab} onValueChange={(next) => change({ tab: next === "audit" ? "" : next })}>
        <TabsList ref={list} aria-label="Search engines">
          {TABS.map(({ value, label, icon: Icon }) => <TabsTrigger key={value} value={value}><Icon aria-hidden />{label}</TabsTrigger>)}
        </TabsList>
        {TABS.map(({ value, panel }) => <TabsContent key={value} value={value} className="mt-5">{panel}</TabsContent>)}
      </Tabs>
    </>
  );
}
