"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { savedWords } from "@/features/seo/redirect-words";
import { useRedirectSave } from "@/features/seo/seo-api";
import { TargetField } from "@/features/seo/target-field";
import { useStore } from "@/features/session/store-context";

type Start = { id?: string; from: string; target: string };

export function RedirectDialog({ start, onClose }: { start: Start; onClose: () => void }) {
  const store = useStore();
  const save = useRedirectSave(store.id);
  const [from, setFrom] = useState(start.from);
  const [target, setTarget] = useState(start.target);
  const placed = save.isError ? placeErrors(save.error, ["from_path", "target"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    const id = start.id === undefined ? {} : { id: start.id };
    save.mutate({ ...id, from_path: from, target }, { onSuccess: (saved) => { toast.success(savedWords(target, saved.target)); onClose(); } });
  }
  return (
    <Dialog isOpen onOpenChange={(open) => !open && onClose()} title={start.id === undefined ? "Lead an address elsewhere" : "Change where it leads"}>
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? null} />
        <Field label="Old address" error={placed?.fields.from_path} hint="The part after your domain, such as /old-page.">
          {(control) => <Input {...control} value={from} onChange={(event) => setFrom(event.target.value)} spellCheck={false} autoCapitalize="none" />}
        </Field>
        <TargetField label="Leads to" error={placed?.fields.target} value={target} onChange={(value) => { setTarget(value); save.reset(); }} hint="A page of your shop or a whole address. Left empty, it says that the page is gone for good." />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={save.isPending} disabled={from.trim() === ""}>Save</Button>
        </div>
      </form>
    </Dialog>
  );
}
