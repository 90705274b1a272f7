"use client";

import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState } from "@/components/ui/states";
import { useCan } from "@/features/session/permissions";
import { useMember } from "@/features/session/store-context";

/** In place of a page that the member's role does not open; the API refuses it as well. */
export function NotForYou({ title }: { title: string }) {
  const { merchant } = useMember();
  return (
    <>
      <PageHeader title={title} />
      <Card><EmptyState icon={Lock} title="Your role does not open this page"><p>You are {merchant?.role_name ?? "a member"} here. Ask an owner or admin if you need it.</p></EmptyState></Card>
    </>
  );
}

/** Shows a page to those whose role opens it. */
export function RoleGate({ permission, title, children }: { permission: string; title: string; children: ReactNode }) {
  return useCan()(permission) ? children : <NotForYou title={title} />;
}
