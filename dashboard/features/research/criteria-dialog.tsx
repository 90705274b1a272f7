"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { useCriteriaChange, type Criteria, type CriteriaChange } from "@/features/research/research-api";
import { useStore } from "@/features/session/store-context";
import { ApiError, messageOf } from "@/lib/api/errors";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

function listOf(text: string): string[] {
  return text.split(/[\n,]/).map((word) => word.trim()).filter(Boolean);
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}

function changesOf(form: FormData, isOn: boolean): CriteriaChange {
  const orNull = (name: string) => textOf(form, name) || null;
  return {
    is_on: isOn,
    keywords: listOf(textOf(form, "keywords")),
    excluded_brands: listOf(textOf(form, "excluded_brands")),
    price_min: orNull("price_min"),
    price_max: orNull("price_max"),
    min_rating: orNull("min_rating"),
    max_days: textOf(form, "max_days") ? Number(textOf(form, "max_days")) : null,
    markup: textOf(form, "markup"),
    ship_to: textOf(form, "ship_to").toUpperCase(),
    hour: Number(textOf(form, "hour")),
  };
}

/** What research looks for, each morning. */
export function CriteriaDialog({ criteria, onClose }: { criteria: Criteria; onClose: () => void }) {
  const store = useStore();
  const change = useCriteriaChange(store.id);
  const [isOn, setOn] = useState(criteria.is_on);
  const fields = change.error instanceof ApiError ? (change.error.fields ?? {}) : {};
  const errorOf = (name: string) => fields[name]?.join(" ");
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    change.mutate(changesOf(new FormData(event.currentTarget), isOn), {
      onSuccess: () => {
        toast.success(isOn ? "Research runs each morning with these criteria" : "Saved");
        onClose();
      },
    });
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="What to look for"
      description="Asked of every connected source once a day."
      footer={<><Button onClick={onClose}>Cancel</Button><Button type="submit" form="criteria" variant="primary" isBusy={change.isPending}>Save</Button></>}
    >
      <form id="criteria" noValidate onSubmit={submit} className="space-y-4">
        <FormError message={change.error && Object.keys(fields).length === 0 ? messageOf(change.error) : null} />
        <label className="flex items-center justify-between gap-4 rounded-lg border border-line p-3 text-sm">
          <span><span className="font-medium">Every morning</span><span className="block text-ink-soft">Switched off, it runs only when you start it.</span></span>
          <Switch checked={isOn} onCheckedChange={setOn} aria-label="Research every morning" />
        </label>
        <Field label="Keywords" hint="One per line, five at most." error={errorOf("keywords")}>
          {(control) => <Textarea {...control} name="keywords" rows={3} defaultValue={criteria.keywords.join("\n")} />}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Lowest price" isOptional error={errorOf("price_min")}>{(control) => <Input {...control} name="price_min" inputMode="decimal" defaultValue={criteria.price_min ?? ""} />}</Field>
          <Field label="Highest price" isOptional hint={`In ${store.currency}`} error={errorOf("price_max")}>{(control) => <Input {...control} name="price_max" inputMode="decimal" defaultValue={criteria.price_max ?? ""} />}</Field>
          <Field label="Ship to" hint="Country code" error={errorOf("ship_to")}>{(control) => <Input {...control} name="ship_to" maxLength={2} defaultValue={criteria.ship_to} />}</Field>
          <Field label="Days on the way" isOptional hint="At most" error={errorOf("max_days")}>{(control) => <Input {...control} name="max_days" inputMode="numeric" defaultValue={criteria.max_days ?? ""} />}</Field>
          <Field label="Rating" isOptional hint="At least, of 5" error={errorOf("min_rating")}>{(control) => <Input {...control} name="min_rating" inputMode="decimal" defaultValue={criteria.min_rating ?? ""} />}</Field>
          <Field label="Your mark-up" hint="Price over cost, for the margin" error={errorOf("markup")}>{(control) => <Input {...control} name="markup" inputMode="decimal" defaultValue={criteria.markup} />}</Field>
        </div>
        <Field label="Brands to leave out" isOptional hint="One per line." error={errorOf("excluded_brands")}>
          {(control) => <Textarea {...control} name="excluded_brands" rows={2} defaultValue={criteria.excluded_brands.join("\n")} />}
        </Field>
        <Field label="Hour" hint={`By your store's clock (${store.time_zone})`} error={errorOf("hour")}>
          {(control) => (
            <Select {...control} name="hour" defaultValue={String(criteria.hour)}>
              {HOURS.map((hour) => <option key={hour} value={hour}>{String(hour).padStart(2, "0")}:00</option>)}
            </Select>
          )}
        </Field>
      </form>
    </Dialog>
  );
}
