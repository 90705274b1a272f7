"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { placeErrors } from "@/features/forms/server-errors";
import { WriteFence } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { themeQuery, useThemeSave } from "@/features/settings/appearance-api";
import { changesOf, colourOf, fontName, lookOf, type Look } from "@/features/settings/appearance-words";
import { ShopSketch } from "@/features/settings/shop-sketch";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import type { ThemeSetting } from "@/lib/api/types";

type ControlProps = { setting: ThemeSetting; value: string; error: string | undefined; onChange: (value: string) => void };

function ColourField({ setting, value, error, onChange }: ControlProps) {
  return (
    <Field label={setting.label} error={error}>
      {(control) => (
        <span className="flex gap-2">
          <input type="color" aria-label={`${setting.label}: choose`} value={colourOf(value) ?? setting.default} onChange={(event) => onChange(event.target.value)} className="h-9.5 w-12 shrink-0 cursor-pointer rounded-lg border border-line-strong bg-surface p-1" />
          <Input {...control} value={value} maxLength={7} spellCheck={false} className="font-mono" onChange={(event) => onChange(event.target.value)} />
        </span>
      )}
    </Field>
  );
}

function SettingField(props: ControlProps) {
  const { setting, value, error, onChange } = props;
  if (setting.type === "color") return <ColourField {...props} />;
  if (setting.type === "choice") {
    return (
      <Field label={setting.label} error={error}>
        {(control) => <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>{(setting.choices ?? []).map((choice) => <option key={choice} value={choice}>{fontName(choice)}</option>)}</Select>}
      </Field>
    );
  }
  const isLong = (setting.max_length ?? 0) > 150;
  return (
    <Field label={setting.label} error={error} isOptional>
      {(control) => isLong
        ? <Textarea {...control} rows={2} className="min-h-16" maxLength={setting.max_length} value={value} onChange={(event) => onChange(event.target.value)} />
        : <Input {...control} maxLength={setting.max_length} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

function Form({ settings }: { settings: ThemeSetting[] }) {
  const store = useStore();
  const save = useThemeSave(store.id);
  const start = lookOf(settings);
  const [look, setLook] = useState<Look>(start);
  const changes = changesOf(settings, look);
  const isDirty = Object.keys(changes).length > 0;
  useLeaveGuard(isDirty && !save.isPending);
  const placed = save.isError ? placeErrors(save.error, settings.map(({ key }) => key)) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(changes, { onSuccess: (saved) => { setLook(lookOf(saved.settings)); toast.success("Saved. Shoppers see it now."); } });
  }
  const fields = (type: ThemeSetting["type"]) => settings.filter((setting) => setting.type === type).map((setting) => (
    <SettingField key={setting.key} setting={setting} value={look[setting.key] ?? ""} error={placed?.fields[setting.key]} onChange={(value) => setLook((before) => ({ ...before, [setting.key]: value }))} />
  ));
  return (
    <form onSubmit={submit} noValidate>
      <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-[1fr_24rem]">
        <ShopSketch look={look} defaults={Object.fromEntries(settings.map(({ key, default: own }) => [key, own]))} />
        <div className="space-y-5 xl:order-first">
          <WriteFence permission="store.write" className="space-y-5">
            <FormError message={placed?.form ?? null} />
            <Card>
              <CardHeader title="Colours and fonts" hint="Colours that nobody could read are not taken." />
              <CardBody className="grid gap-5 sm:grid-cols-2">{fields("color")}{fields("choice")}</CardBody>
            </Card>
            <Card>
              <CardHeader title="Words" hint="What stands around your products." />
              <CardBody className="space-y-5">{fields("text")}</CardBody>
            </Card>
            <SaveBar isShown={isDirty} isBusy={save.isPending} label="Save" onDiscard={() => { setLook(start); save.reset(); }} />
          </WriteFence>
        </div>
      </div>
    </form>
  );
}

export function AppearancePage() {
  const store = useStore();
  const theme = useQuery({ ...themeQuery(store.id), refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader title="Appearance" hint="How your shop looks to shoppers.">
        <Button asChild><a href={store.url} target="_blank" rel="noreferrer"><ExternalLink />Visit shop</a></Button>
      </PageHeader>
      {theme.isPending ? <CardSkeleton lines={10} /> : theme.data === undefined ? <Card><ErrorState error={theme.error} onRetry={() => void theme.refetch()} /></Card> : <Form settings={theme.data.settings} />}
    </>
  );
}
