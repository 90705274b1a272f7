"use client";

import { PageHeader } from "@/components/ui/page-header";
import { SessionsCard } from "@/features/security/sessions-card";
import { TwoFactorCard } from "@/features/security/two-factor-card";
import { PasswordCard } from "@/features/settings/password-card";

/** What keeps one's own account one's own. */
export function SecurityPage() {
  return (
    <>
      <PageHeader title="Security" hint="Your own account; teammates have theirs." />
      <div className="max-w-3xl space-y-5">
        <TwoFactorCard />
        <SessionsCard />
        <PasswordCard />
      </div>
    </>
  );
}
