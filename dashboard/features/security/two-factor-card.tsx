"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { ProofDialog } from "@/features/security/proof-dialog";
import { RecoveryCodes } from "@/features/security/recovery-codes";
import { useRecoveryCodes, useTwoFactorDisable } from "@/features/security/security-api";
import { TwoFactorEnrol } from "@/features/security/two-factor-enrol";
import { meQuery } from "@/features/session/session-api";
import { useMember } from "@/features/session/store-context";

function Enabled() {
  const { two_factor: state } = useMember();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"off" | "codes" | null>(null);
  const disable = useTwoFactorDisable();
  const renew = useRecoveryCodes();
  const open = (what: typeof asked) => { disable.reset(); renew.reset(); setAsked(what); };
  return (
    <>
      <p className="text-sm text-ink-soft">
        Signing in takes your password and a code of your app. {state.recovery_codes_left} of 10 recovery codes are left.
        {state.is_required && " Your team asks for it, so it stays on."}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => open("codes")}>New recovery codes</Button>
        {!state.is_required && <Button onClick={() => open("off")}><ShieldOff />Turn it off</Button>}
      </div>
      <ProofDialog
        key={`off-${asked === "off"}`}
        isOpen={asked === "off"}
        onOpenChange={() => setAsked(null)}
        title="Turn off two-factor sign-in?"
        description="From then on your password alone opens your account."
        confirmLabel="Turn it off"
        isDangerous
        isBusy={disable.isPending}
        error={disable.error}
        onProve={(proof) => disable.mutate(proof, { onSuccess: () => { setAsked(null); toast.success("Two-factor sign-in is off."); } })}
      />
      <ProofDialog
        key={`codes-${asked === "codes"}`}
        isOpen={asked === "codes" && renew.data === undefined}
        onOpenChange={() => setAsked(null)}
        title="New recovery codes"
        description="The codes you have now stop working."
        confirmLabel="Make new codes"
        isBusy={renew.isPending}
        error={renew.error}
        onProve={(proof) => renew.mutate(proof, { onSuccess: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }) })}
      />
      <Dialog isOpen={renew.data !== undefined} onOpenChange={() => open(null)} title="Your new recovery codes" footer={<Button variant="primary" onClick={() => open(null)}>I have kept them</Button>}>
        {renew.data && <RecoveryCodes codes={renew.data.recovery_codes} />}
      </Dialog>
    </>
  );
}

function Disabled({ onStart }: { onStart: () => void }) {
  return (
    <>
      <p className="text-sm text-ink-soft">Besides your password, signing in then takes a code of an app on your phone. A stolen password alone opens nothing.</p>
      <Button variant="primary" className="mt-4" onClick={onStart}><ShieldCheck />Set it up</Button>
    </>
  );
}

export function TwoFactorCard() {
  const { two_factor: state } = useMember();
  const client = useQueryClient();
  // The recovery codes stay on the screen even when what is known of the member is read anew meanwhile.
  const [isEnrolling, setEnrolling] = useState(false);
  async function finish() {
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
    setEnrolling(false);
    toast.success("Two-factor sign-in is on.");
  }
  return (
    <Card>
      <CardHeader title="Two-factor sign-in">
        {state.is_enabled ? <Badge tone="good" mark="full">On</Badge> : <Badge tone="warn" mark="ring">Off</Badge>}
      </CardHeader>
      <CardBody className="pt-3">
        {isEnrolling && <TwoFactorEnrol onDone={() => void finish()} />}
        {!isEnrolling && (state.is_enabled ? <Enabled /> : <Disabled onStart={() => setEnrolling(true)} />)}
      </CardBody>
    </Card>
  );
}
