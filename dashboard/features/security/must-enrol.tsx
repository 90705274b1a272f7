"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { TwoFactorEnrol } from "@/features/security/two-factor-enrol";
import { meQuery, signOut, useSwitchMerchant } from "@/features/session/session-api";
import type { Me } from "@/lib/api/types";

/** All a member can do while the team asks for two-factor sign-in and they have none: set it up, or go elsewhere. */
export function MustEnrol({ me }: { me: Me }) {
  const client = useQueryClient();
  const change = useSwitchMerchant();
  const others = me.merchants.filter(({ id }) => id !== me.merchant?.id);
  return (
    <div className="mx-auto w-full max-w-2xl space-y-5 py-6">
      <Card>
        <CardHeader title={`${me.merchant?.name ?? "Your team"} asks for two-factor sign-in`} hint="Set it up once; then your stores open." />
        <CardBody><TwoFactorEnrol onDone={() => void client.invalidateQueries({ queryKey: meQuery.queryKey })} /></CardBody>
      </Card>
      <div className="flex flex-wrap gap-2">
        {others.map(({ id, name }) => <Button key={id} size="sm" onClick={() => change.mutate(id)}>Open {name} instead</Button>)}
        <Button size="sm" variant="ghost" onClick={() => void signOut()}>Sign out</Button>
      </div>
    </div>
  );
}
