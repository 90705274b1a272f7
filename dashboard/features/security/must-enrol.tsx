"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { TwoFactorEnrol } from "@/features/security/two-factor-enrol";
import { meQuery, signOut, useSwitchMerchant } from "@/features/session/session-api";
import type { Me } from "@/lib/api/types";

/**
 * Stands before the stores while the team asks for two-factor sign-in, and until the recovery codes were kept:
 * `me` may be read anew while they are on the screen.
 */
export function EnrolGate({ me, frame, children }: { me: Me; frame: (content: ReactNode) => ReactNode; children: ReactNode }) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(me.must_enrol);
  if (me.must_enrol && !isOpen) setOpen(true);
  if (!isOpen) return children;
  async function finish() {
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
    setOpen(false);
  }
  return frame(<MustEnrol me={me} onDone={() => void finish()} />);
}

/** All a member can do while the team asks for two-factor sign-in and they have none: set it up, or go elsewhere. */
function MustEnrol({ me, onDone }: { me: Me; onDone: () => void }) {
  const change = useSwitchMerchant();
  const others = me.merchants.filter(({ id }) => id !== me.merchant?.id);
  return (
    <div className="mx-auto w-full max-w-2xl space-y-5 py-6">
      <Card>
        <CardHeader title={`${me.merchant?.name ?? "Your team"} asks for two-factor sign-in`} hint="Set it up once; then your stores open." />
        <CardBody><TwoFactorEnrol onDone={onDone} /></CardBody>
      </Card>
      <div className="flex flex-wrap gap-2">
        {others.map(({ id, name }) => <Button key={id} size="sm" onClick={() => change.mutate(id)}>Open {name} instead</Button>)}
        <Button size="sm" variant="ghost" onClick={() => void signOut()}>Sign out</Button>
      </div>
    </div>
  );
}
