"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Toggle } from "@/features/email/flow-rules";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { placeErrors } from "@/features/forms/server-errors";
import { plainText } from "@/features/products/clean-html";
import { productListQuery, productQuery } from "@/features/products/product-api";
import { RulesCard } from "@/features/seo/rules-card";
import { BEST_DESCRIPTION, BEST_TITLE, Counter, SearchPreview } from "@/features/seo/search-preview";
import { searchSettingsQuery, useSearchSettingsSave } from "@/features/seo/settings-api";
import { filledDescription, filledTitle, ruleFaults, rulesOf } from "@/features/seo/template-words";
import { WriteFence } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import { ApiError } from "@/lib/api/errors";
import type { SearchSettings } from "@/lib/api/types";

type Values = Omit<SearchSettings, "always_closed" | "robots_disallow"> & { rules: string };
type PartProps = { values: Values; errors: Record<string, string | undefined>; set: (change: Partial<Values>) => void };
const NAMES = ["product_title_template", "product_description_template", "robots_disallow", "feed_brand"] as const;

function valuesOf({ product_title_template, product_description_template, is_open_to_search, is_feed_open, feed_brand, robots_disallow }: SearchSettings): Values {
  return { product_title_template, product_description_template, is_open_to_search, is_feed_open, feed_brand, rules: robots_disallow.join("\n") };
}

function Templates({ values, errors, set }: PartProps) {
  const store = useStore();
  const products = useQuery(productListQuery(store.id, { per_page: 1, status: "ACTIVE" }));
  const sample = products.data?.rows[0];
  const detail = useQuery({ ...productQuery(store.id, sample?.id ?? ""), enabled: sample !== undefined });
  const marks = {
    title: sample?.title ?? "Linen Cushion",
    vendor: sample?.vendor || "Weaver & Co",
    shop: store.name,
    description: plainText(detail.data?.description_html ?? "") || "Washed linen with a soft hand, filled with feathers. The cover comes off and goes into the machine at forty degrees, again and again.",
  };
  const title = filledTitle(values.product_title_template, marks);
  const description = filledDescription(values.product_description_template, marks);
  const base = store.url.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  return (
    <Card>
      <CardHeader title="Titles and descriptions" hint="For products that have none of their own." />
      <CardBody className="space-y-5">
        <SearchPreview title={title} address={`${base} › products › ${sample?.handle ?? "linen-cushion"}`} description={description} />
        <Field label="Title" error={errors.product_title_template} aside={<Counter length={title.length} best={BEST_TITLE} />} hint="{title} has to be in it; {shop} and {vendor} may be.">
          {(control) => <Input {...control} maxLength={120} value={values.product_title_template} onChange={(event) => set({ product_title_template: event.target.value })} spellCheck={false} />}
        </Field>
        <Field label="Description" error={errors.product_description_template} aside={<Counter length={description.length} best={BEST_DESCRIPTION} />} hint="{description} stands for the product’s first words, cut to the room there is; {title}, {shop} and {vendor} may be in it as well.">
          {(control) => <Textarea {...control} rows={2} maxLength={300} className="min-h-16" value={values.product_description_template} onChange={(event) => set({ product_description_template: event.target.value })} spellCheck={false} />}
        </Field>
      </CardBody>
    </Card>
  );
}

function Robots({ values, errors, set, closed }: PartProps & { closed: string[] }) {
  return (
    <Card>
      <CardHeader title="What may be found" hint="Your robots.txt, which search engines keep to." />
      <CardBody className="space-y-5">
        <Toggle id="is-open" label="The shop may be found" hint="Off asks every search engine to stay out; what they know already fades over weeks." isOn={values.is_open_to_search} onChange={(isOn) => set({ is_open_to_search: isOn })} />
        <Field label="Closed by you" isOptional error={errors.robots_disallow} hint="One path a line, such as /collections/old or /pages/press*. At most 50.">
          {(control) => <Textarea {...control} rows={4} className="font-mono" value={values.rules} onChange={(event) => set({ rules: event.target.value })} spellCheck={false} autoCapitalize="none" disabled={!values.is_open_to_search} />}
        </Field>
        <div className="text-sm">
          <p className="font-medium">Always closed</p>
          <ul className="mt-1.5 flex flex-wrap gap-1.5">{closed.map((path) => <li key={path}><code className="rounded-md bg-sunken px-2 py-0.5 font-mono text-xs text-ink-soft">{path}</code></li>)}</ul>
          <p className="mt-1.5 text-ink-faint">These pages are a shopper’s own.</p>
        </div>
      </CardBody>
    </Card>
  );
}

function Feed({ values, errors, set }: PartProps) {
  return (
    <Card>
      <CardHeader title="Product feed" hint="What Google Merchant Center fetches. Its address and report stand under Feeds." />
      <CardBody className="space-y-5">
        <Toggle id="is-feed-open" label="The feed answers" hint="Off, its address is not found. Google drops the products after some days." isOn={values.is_feed_open} onChange={(isOn) => set({ is_feed_open: isOn })} />
        <Field label="Brand where a product names no vendor" isOptional error={errors.feed_brand} hint="Your own brand, if the goods carry it.">
          {(control) => <Input {...control} maxLength={70} value={values.feed_brand} onChange={(event) => set({ feed_brand: event.target.value })} />}
        </Field>
      </CardBody>
    </Card>
  );
}

function Form({ given }: { given: SearchSettings }) {
  const store = useStore();
  const save = useSearchSettingsSave(store.id);
  const start = valuesOf(given);
  const [values, setValues] = useState(start);
  const isDirty = JSON.stringify(values) !== JSON.stringify(start);
  useLeaveGuard(isDirty && !save.isPending);
  const placed = save.isError ? placeErrors(save.error, NAMES) : null;
  const sent = save.variables?.robots_disallow ?? [];
  const rulesFault = save.error instanceof ApiError ? ruleFaults(save.error.fields, sent) : undefined;
  const errors = { ...placed?.fields, robots_disallow: rulesFault ?? placed?.fields.robots_disallow };
  const part = { values, errors, set: (change: Partial<Values>) => setValues((before) => ({ ...before, ...change })) };
  function submit(event: FormEvent) {
    event.preventDefault();
    const { rules, ...rest } = values;
    save.mutate({ ...rest, robots_disallow: rulesOf(rules) }, { onSuccess: (saved) => { setValues(valuesOf(saved)); toast.success("Saved."); } });
  }
  return (
    <form onSubmit={submit} noValidate>
      <WriteFence permission="seo.write">
        <div className="space-y-5">
          <FormError message={placed?.form ?? null} />
          <Templates {...part} />
          <Robots {...part} closed={given.always_closed} />
          <Feed {...part} />
        </div>
        <SaveBar isShown={isDirty} isBusy={save.isPending} label="Save" onDiscard={() => { setValues(start); save.reset(); }} />
      </WriteFence>
    </form>
  );
}

/** What the merchant decides about search engines and the feed, and what may happen without a person. */
export function SettingsTab() {
  const store = useStore();
  const settings = useQuery({ ...searchSettingsQuery(store.id), refetchOnWindowFocus: false });
  return (
    <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-[1fr_22rem]">
      {settings.isPending ? <CardSkeleton lines={8} /> : settings.data === undefined ? <Card><ErrorState error={settings.error} onRetry={() => void settings.refetch()} /></Card> : <Form given={settings.data} />}
      <RulesCard />
    </div>
  );
}
