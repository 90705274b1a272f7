"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/features/auth/password-input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";

type Props = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description: string;
  confirmLabel: string;
  isDangerous?: boolean;
  isBusy: boolean;
  error: unknown;
  onProve: (proof: { password: string; code: string }) => void;
};

/** Asks who is there once more: a borrowed session must not take the lock off the door. */
export function ProofDialog({ isOpen, onOpenChange, title, description, confirmLabel, isDangerous, isBusy, error, onProve }: Props) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const placed = error === null || error === undefined ? null : placeErrors(error, ["password", "code"]);
  function submit(event: FormEvent) {
    event.preventDefault();
    onProve({ password, code });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={title} description={description}>
      <form onSubmit={submit} className="space-y-5">
        <FormError message={placed?.form ?? null} />
        <Field label="Password" error={placed?.fields.password}>
          {(control) => <PasswordInput {...control} value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="current-password" />}
        </Field>
        <Field label="Code" error={placed?.fields.code} hint="From your app, or a recovery code.">
          {(control) => <Input {...control} value={code} onChange={(event) => setCode(event.target.value)} autoComplete="one-time-code" className="font-mono" />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant={isDangerous ? "danger" : "primary"} isBusy={isBusy} disabled={password === "" || code === ""}>{confirmLabel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
