"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type Props = { onClose: () => void; onSchedule: (iso: string) => void; isBusy: boolean };

export function ScheduleDialog({ onClose, onSchedule, isBusy }: Props) {
  const [at, setAt] = useState("");
  const chosen = at === "" ? null : new Date(at);
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => !open && onClose()}
      title="Publish later"
      footer={<Button variant="primary" isBusy={isBusy} disabled={chosen === null} onClick={() => chosen && onSchedule(chosen.toISOString())}>Schedule</Button>}
    >
      <Field label="Day and time" hint="On the clock of this computer. It goes out within two minutes of it.">
        {(control) => <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
