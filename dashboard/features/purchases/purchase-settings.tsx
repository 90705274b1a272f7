"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { purchaseSettingsQuery, usePurchaseSettings, type PurchaseSettings } from "@/features/purchases/purchase-api";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function SettingsForm({ settings }: { settings: PurchaseSettings }) {
  const store = useStore();
  const save = usePurchaseSettings(store.id);
  const canChange = useCan()("suppliers.write");
  const [values, setValues] = useState(settings);
  const set = (change: Partial<PurchaseSettings>) => setValues((known) => ({ ...known, ...change }));
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(values, { onSuccess: () => toast.success("Saved."), onError: (error) => toast.error(messageOf(error)) });
  }
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!canChange} className="grid gap-4 sm:grid-cols-2">
        <Field label="Paid orders" hint="Automatic: bought when the hold is over.">
          {(control) => (
            <Select {...control} value={values.is_automatic ? "automatic" : "hand"} onChange={(event) => set({ is_automatic: event.target.value === "automatic" })}>
              <option value="automatic">Buy automatically</option>
              <option value="hand">I press the button</option>
            </Select>
          )}
        </Field>
        <Field label="Hold before buying, minutes" hint="Time to edit, cancel, or notice a fraud.">
          {(control) => <Input {...control} type="number" min={0} max={10080} value={values.hold_minutes} onChange={(event) => set({ hold_minutes: Number(event.target.value) })} />}
        </Field>
        <Field label="Time to fix an exception, hours">
          {(control) => <Input {...control} type="number" min={1} max={720} value={values.sla_hours} onChange={(event) => set({ sla_hours: Number(event.target.value) })} />}
        </Field>
        <Field label="Phone for parcels" isOptional hint="Carriers want one; used where the shopper gave none.">
          {(control) => <Input {...control} type="tel" value={values.fallback_phone} maxLength={40} onChange={(event) => set({ fallback_phone: event.target.value })} />}
        </Field>
        <Field label="Note to the supplier" isOptional className="sm:col-span-2">
          {(control) => <Input {...control} value={values.note} maxLength={200} onChange={(event) => set({ note: event.target.value })} />}
        </Field>
        {canChange && <div className="sm:col-span-2"><Button type="submit" variant="primary" isBusy={save.isPending}>Save</Button></div>}
      </fieldset>
    </form>
  );
}

export function PurchaseSettingsCard({ className }: { className?: string }) {
  const store = useStore();
  const settings = useQuery(purchaseSettingsQuery(store.id));
  if (settings.isPending) return <CardSkeleton lines={4} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <Card className={className}>
      <CardHeader title="How orders are bought" />
      <CardBody><SettingsForm settings={settings.data} /></CardBody>
    </Card>
  );
}
