"use client";

import { useEffect, useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { RecoveryCodes } from "@/features/security/recovery-codes";
import { useTwoFactorBegin, useTwoFactorConfirm } from "@/features/security/security-api";
import { placeErrors } from "@/features/forms/server-errors";
import type { TwoFactorBegun } from "@/lib/api/types";

function Picture({ begun }: { begun: TwoFactorBegun }) {
  return (
    <div className="flex flex-wrap items-start gap-5">
      {/* As an image, a picture made of SVG cannot run anything. White in dark mode too: cameras need the contrast. */}
      <img alt="QR code for your authenticator app" src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.qr_svg)}`} className="size-44 rounded-lg bg-white p-1.5 ring-1 ring-line" />
      <div className="min-w-0 flex-1 basis-56 space-y-2 text-sm text-ink-soft">
        <p>Scan the picture with an authenticator app on your phone. If you cannot scan, type this key into the app:</p>
        <code className="block rounded-lg bg-sunken px-3 py-2 font-mono text-sm break-all text-ink">{begun.secret.match(/.{1,4}/g)?.join(" ")}</code>
        <p><a href={begun.uri} className="text-pine hover:underline">Open the app on this device</a></p>
      </div>
    </div>
  );
}

/** From the picture to the recovery codes. `onDone` is called once the codes were acknowledged. */
export function TwoFactorEnrol({ onDone }: { onDone: () => void }) {
  const begin = useTwoFactorBegin();
  const confirm = useTwoFactorConfirm();
  const [code, setCode] = useState("");
  const hasStarted = useRef(false);
  const start = begin.mutate;
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    start();
  }, [start]);

  if (begin.isError) return <ErrorState error={begin.error} onRetry={() => begin.mutate()} />;
  if (confirm.isSuccess) {
    return (
      <div className="space-y-5">
        <RecoveryCodes codes={confirm.data.recovery_codes} />
        <Button variant="primary" onClick={onDone}>I have kept them</Button>
      </div>
    );
  }
  if (begin.data === undefined) return <div role="status" className="space-y-3"><span className="sr-only">Loading…</span><Skeleton className="size-44" /><Skeleton className="w-2/3" /></div>;
  const placed = confirm.isError ? placeErrors(confirm.error, ["code"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    confirm.mutate(code);
  }
  return (
    <form onSubmit={submit} className="space-y-5">
      <Picture begun={begin.data} />
      <Field label="Code of the app" error={placed?.fields.code ?? placed?.form ?? undefined} hint="Six digits; they prove that the app is set up.">
        {(control) => (
          <Input {...control} value={code} onChange={(event) => setCode(event.target.value)} inputMode="numeric" autoComplete="one-time-code" maxLength={7} className="max-w-44 font-mono tracking-widest" />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={code.replace(/\s/g, "").length !== 6} isBusy={confirm.isPending}>Turn it on</Button>
    </form>
  );
}
