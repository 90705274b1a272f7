"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, KeyRound } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { KeySecret } from "@/features/api-keys/key-secret";
import { mailSettingsQuery, useMailSettingsSave, useWebhookSecret, type MailSettings } from "@/features/email/email-api";
import { Toggle } from "@/features/email/flow-rules";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { placeErrors } from "@/features/forms/server-errors";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { useLeaveGuard } from "@/features/shell/leave-guard";

type Values = Omit<MailSettings, "provider" | "is_connected" | "has_webhook_secret">;
const NAMES = ["sender_name", "reply_to", "postal_address", "cap_hours", "quiet_from", "quiet_until", "soft_bounce_limit"] as const;

function valuesOf({ is_sending_on, sender_name, reply_to, postal_address, cap_hours, quiet_from, quiet_until, soft_bounce_limit }: MailSettings): Values {
  return { is_sending_on, sender_name, reply_to, postal_address, cap_hours, quiet_from, quiet_until, soft_bounce_limit };
}

function Form({ given }: { given: MailSettings }) {
  const store = useStore();
  const isReadOnly = !useCan()("email.write");
  const save = useMailSettingsSave(store.id);
  const start = valuesOf(given);
  const [values, setValues] = useState(start);
  const isDirty = JSON.stringify(values) !== JSON.stringify(start);
  useLeaveGuard(isDirty && !save.isPending);
  const placed = save.isError ? placeErrors(save.error, NAMES) : null;
  const set = (changes: Partial<Values>) => setValues((before) => ({ ...before, ...changes }));
  const count = (name: "cap_hours" | "soft_bounce_limit", label: string, hint: string, min: number, max: number) => (
    <Field label={label} hint={hint} error={placed?.fields[name]}>
      {(control) => <Input {...control} type="number" min={min} max={max} value={values[name]} onChange={(event) => set({ [name]: Math.min(max, Math.max(min, Math.round(Number(event.target.value)) || min)) })} />}
    </Field>
  );
  const clock = (name: "quiet_from" | "quiet_until", label: string) => (
    <Field label={label} error={placed?.fields[name]}>
      {(control) => <Input {...control} type="time" value={values[name]} onChange={(event) => { if (event.target.value !== "") set({ [name]: event.target.value }); }} />}
    </Field>
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(values, { onSuccess: (saved) => { setValues(valuesOf(saved)); toast.success("Saved."); } });
  }
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      {!given.is_connected && <Notice tone="warn" icon={CircleAlert}>No mail service is connected, so flows send nothing yet.</Notice>}
      <FormError message={placed?.form ?? null} />
      <fieldset disabled={isReadOnly} className="grid items-start gap-5 *:min-w-0 lg:grid-cols-2">
        <Card>
          <CardHeader title="Who writes" hint="Left empty, your store’s own name stands there." />
          <CardBody className="space-y-5">
            <Field label="Sender’s name" isOptional error={placed?.fields.sender_name}>{(control) => <Input {...control} maxLength={80} value={values.sender_name} placeholder={store.name} onChange={(event) => set({ sender_name: event.target.value })} />}</Field>
            <Field label="Answers go to" isOptional error={placed?.fields.reply_to}>{(control) => <Input {...control} type="email" maxLength={254} value={values.reply_to} onChange={(event) => set({ reply_to: event.target.value })} />}</Field>
            <Field label="Postal address" isOptional error={placed?.fields.postal_address} hint="Stands below every marketing mail. Many countries ask for it.">{(control) => <Textarea {...control} rows={2} maxLength={300} value={values.postal_address} onChange={(event) => set({ postal_address: event.target.value })} />}</Field>
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="When and how often" hint="Flows can be told not to keep the cap or the quiet hours." />
          <CardBody className="space-y-5">
            <Toggle id="is-sending-on" label="Flows may send" hint="Off stops every marketing mail at once." isOn={values.is_sending_on} onChange={(isOn) => set({ is_sending_on: isOn })} />
            <div className="grid gap-5 sm:grid-cols-2">{clock("quiet_from", "Quiet from")}{clock("quiet_until", "Quiet until")}</div>
            <p className="text-sm text-ink-faint">Where the person lives. Twice the same time means no quiet hours.</p>
            {count("cap_hours", "Hours between two mails", "Per person, over all flows. 0 means no cap.", 0, 168)}
            {count("soft_bounce_limit", "Stop after so many mails put off", "A full mailbox, for example. Counted per address; then it gets nothing more.", 1, 20)}
          </CardBody>
        </Card>
      </fieldset>
      {!isReadOnly && <SaveBar isShown={isDirty} isBusy={save.isPending} label="Save" onDiscard={() => { setValues(start); save.reset(); }} />}
    </form>
  );
}

/** The secret that calls of flows are signed with: shown once, to whom makes it. */
function WebhookSecret({ isThere }: { isThere: boolean }) {
  const store = useStore();
  const renew = useWebhookSecret(store.id);
  const [isAsking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  if (!useCan()("email.write")) return null;
  const make = () => renew.mutate(undefined, { onSuccess: (made) => { setAsking(false); setSecret(made.secret); }, onError: (error) => void toast.error(messageOf(error)) });
  return (
    <Card>
      <CardHeader title="Calls of other programs" hint="Steps that tell another program sign what they say, so that it can tell us from others." className="pb-5"><Button isBusy={renew.isPending} onClick={() => (isThere ? setAsking(true) : make())}><KeyRound />{isThere ? "Make a new secret" : "Make the secret"}</Button></CardHeader>
      <ConfirmDialog isOpen={isAsking} onOpenChange={setAsking} title="Make a new secret?" description="The old one signs nothing any more, from the next call on." confirmLabel="Make a new secret" isBusy={renew.isPending} onConfirm={make} />
      {secret !== null && <KeySecret secret={secret} title="Your secret" onClose={() => setSecret(null)} />}
    </Card>
  );
}

/** What holds for every flow of the store: the sender, the quiet hours and the cap. */
export function MailSettingsCard() {
  const store = useStore();
  const settings = useQuery({ ...mailSettingsQuery(store.id), refetchOnWindowFocus: false });
  if (settings.isPending) return <CardSkeleton lines={6} />;
  if (settings.data === undefined) return <Card><ErrorState error={settings.error} onRetry={() => void settings.refetch()} /></Card>;
  return <div className="space-y-5"><Form given={settings.data} /><WebhookSecret isThere={settings.data.has_webhook_secret} /></div>;
}
