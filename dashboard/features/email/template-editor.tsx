"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Monitor, Send, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { BlockEditor } from "@/features/email/block-editor";
import { previewQuery, templateQuery, useTemplateSave, useTestSend, type Block, type Content, type Template } from "@/features/email/email-api";
import { useDebounced } from "@/features/lists/use-debounced";
import { useCan } from "@/features/session/permissions";
import { useMember, useStore, useStorePath } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import { useNamePage } from "@/features/shell/page-name";
import { ApiError, messageOf } from "@/lib/api/errors";

type Draft = Content & { name: string };
const FRESH: Draft = { name: "New template", subject: "News from {{ store.name }}", preheader: "", blocks: [{ type: "heading", text: "Something new" }, { type: "text", html: "<p>Hello {{ customer.first_name | \"there\" }},</p>" }] };
const VARIABLES = ["customer.first_name", "customer.name", "store.name", "store.url", "cart.url", "cart.total", "cart.first_title", "order.number", "order.url", "order.total", "discount.code"];

const draftOf = ({ name, subject, preheader, blocks }: Template): Draft => ({ name, subject, preheader, blocks: blocks as Block[] });

function sentences(error: unknown): string[] {
  if (error instanceof ApiError && error.fields) return Object.values(error.fields).flat();
  return [messageOf(error)];
}

function Preview({ content }: { content: Content }) {
  const store = useStore();
  const [email, setEmail] = useState("");
  const [isPhone, setPhone] = useState(false);
  const settled = useDebounced(content, 500);
  const shopper = useDebounced(email.trim(), 500);
  const preview = useQuery(previewQuery(store.id, settled, shopper));
  return (
    <Card className="lg:sticky lg:top-20">
      <CardHeader title="Preview" hint={shopper === "" ? "For somebody made up." : `As ${shopper} would get it now.`}>
        <div role="group" aria-label="Width" className="flex gap-1">
          <Button size="icon-sm" variant={isPhone ? "ghost" : "secondary"} aria-pressed={!isPhone} aria-label="Desktop" onClick={() => setPhone(false)}><Monitor /></Button>
          <Button size="icon-sm" variant={isPhone ? "secondary" : "ghost"} aria-pressed={isPhone} aria-label="Phone" onClick={() => setPhone(true)}><Smartphone /></Button>
        </div>
      </CardHeader>
      <CardBody className="space-y-4">
        <Field label="A shopper’s address" isOptional>{(control) => <Input {...control} type="email" value={email} placeholder="empty: somebody made up" onChange={(event) => setEmail(event.target.value)} />}</Field>
        {preview.isError && sentences(preview.error).map((sentence) => <Notice key={sentence} tone="bad" icon={CircleAlert} role="alert">{sentence}</Notice>)}
        {preview.data && (
          <div className={cn(preview.isError && "opacity-40")}>
            <p className="mb-2 truncate text-sm"><span className="text-ink-faint">Subject </span><span className="font-medium">{preview.data.subject}</span></p>
            <iframe title="Preview of the mail" sandbox="" srcDoc={preview.data.html} className={cn("mx-auto h-[36rem] w-full rounded-lg border border-line bg-white", isPhone && "max-w-[375px]")} />
            <details className="mt-3 text-sm"><summary className="cursor-pointer text-ink-soft">Plain text</summary><pre className="mt-2 max-h-72 overflow-auto rounded-lg bg-sunken p-3 text-xs whitespace-pre-wrap">{preview.data.text}</pre></details>
          </div>
        )}
      </CardBody>
    </Card>
  );
}

function TestMail({ content, isOpen, onOpenChange }: { content: Content; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const store = useStore();
  const { user } = useMember();
  const send = useTestSend(store.id);
  const [to, setTo] = useState(user.email);
  const go = () => send.mutate({ content, to, email: "" }, { onSuccess: () => { toast.success(`Sent to ${to}`); onOpenChange(false); }, onError: (error) => toast.error(sentences(error).join(" ")) });
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Send a test mail" description="Marked as a test; it counts nowhere." footer={<Button variant="primary" isBusy={send.isPending} onClick={go}>Send</Button>}>
      <Field label="To">{(control) => <Input {...control} type="email" value={to} onChange={(event) => setTo(event.target.value)} />}</Field>
    </Dialog>
  );
}

function Editor({ id, given }: { id: string | null; given: Draft }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const isReadOnly = !useCan()("email.write");
  const save = useTemplateSave(store.id, id);
  const [draft, setDraft] = useState<Draft>(given);
  const [isTesting, setTesting] = useState(false);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(given);
  useLeaveGuard(isDirty && !save.isPending);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const { name, ...content } = draft;
  const keep = () => save.mutate(draft, {
    onSuccess: (saved) => { setDraft(draftOf(saved)); toast.success("Saved"); if (id === null) router.replace(path(`email/templates/${saved.id}`)); },
    onError: (error) => toast.error(sentences(error).join(" ")),
  });
  return (
    <>
      <PageHeader title={name} hint="Flows use it from the next mail on; mails already decided keep their words.">
        {!isReadOnly && <><Button onClick={() => setTesting(true)}><Send />Test mail</Button><Button variant="primary" disabled={id !== null && !isDirty} isBusy={save.isPending} onClick={keep}>Save</Button></>}
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardBody className="space-y-5">
            <fieldset disabled={isReadOnly} className="space-y-4">
              <Field label="Name" hint="Only you see it.">{(control) => <Input {...control} maxLength={120} value={name} onChange={(event) => set({ name: event.target.value })} />}</Field>
              <Field label="Subject">{(control) => <Input {...control} maxLength={200} value={draft.subject} onChange={(event) => set({ subject: event.target.value })} />}</Field>
              <Field label="Preview line" isOptional hint="Mailboxes show it behind the subject.">{(control) => <Input {...control} maxLength={200} value={draft.preheader} onChange={(event) => set({ preheader: event.target.value })} />}</Field>
            </fieldset>
            <BlockEditor blocks={draft.blocks} isReadOnly={isReadOnly} onChange={(blocks: Block[]) => set({ blocks })} />
            <details className="text-sm text-ink-soft">
              <summary className="cursor-pointer">Variables</summary>
              <p className="mt-2">Write {"{{ customer.first_name | \"there\" }}"}: the part in quotes stands in where a person has none.</p>
              <p className="mt-2 flex flex-wrap gap-1.5">{VARIABLES.map((variable) => <code key={variable} className="rounded bg-sunken px-1.5 py-0.5 text-xs">{variable}</code>)}</p>
            </details>
          </CardBody>
        </Card>
        <Preview content={content} />
      </div>
      <TestMail content={content} isOpen={isTesting} onOpenChange={setTesting} />
    </>
  );
}

export function TemplateCreate() {
  return <Editor id={null} given={FRESH} />;
}

export function TemplateEdit({ templateId }: { templateId: string }) {
  const store = useStore();
  const query = useQuery(templateQuery(store.id, templateId));
  useNamePage(query.data?.name);
  if (query.data === undefined) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <CardSkeleton lines={8} />;
  return <Editor key={templateId} id={templateId} given={draftOf(query.data)} />;
}
