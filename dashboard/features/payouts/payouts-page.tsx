"use client";

import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, CircleAlert, Landmark, Unplug } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { payoutsQuery, useOnboarding, usePayoutsRefresh, type Payouts } from "@/features/payouts/payouts-api";
import { NotForYou } from "@/features/session/not-for-you";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatDay } from "@/lib/format/time";

const NONE = { word: "Not connected", tone: "neutral" as Tone, title: "Connect an account to be paid", text: "Your shoppers pay by card on Stripe's page, and the money goes to your own Stripe account. Stripe asks who you are and where to send it; you can stop and go on later.", button: "Connect with Stripe" };
const WORDS: Record<string, typeof NONE> = {
  ONBOARDING: { word: "In progress", tone: "warn", title: "Almost there", text: "Stripe still needs something from you. Go on where you stopped.", button: "Continue with Stripe" },
  READY: { word: "Ready", tone: "good", title: "Your shop takes payments", text: "Shoppers pay on your own Stripe account, under your name. Payouts arrive by the schedule of your Stripe dashboard.", button: "Change details at Stripe" },
  RESTRICTED: { word: "Restricted", tone: "bad", title: "Your shop cannot take payments", text: "Stripe does not let this account take cards at the moment, so the checkout is closed. Usually a document or an answer is missing.", button: "See what Stripe needs" },
  DEAUTHORISED: { word: "Disconnected", tone: "bad", title: "Your shop cannot take payments", text: "The Stripe account was disconnected, so the checkout is closed. Connect one to sell again.", button: "Connect with Stripe" },
};

/** On the way back from Stripe: asks how the account stands now, once, and tidies the address. */
function useReturn(back: string | null) {
  const store = useStore();
  const refresh = usePayoutsRefresh(store.id);
  const onboarding = useOnboarding(store.id);
  const router = useRouter();
  const path = useStorePath();
  const asked = useRef(false);
  useEffect(() => {
    if (back === null || asked.current) return;
    asked.current = true;
    const onError = (error: unknown) => toast.error(messageOf(error));
    if (back === "again") return onboarding.mutate(undefined, { onError });
    refresh.mutate(undefined, { onSuccess: ({ state }) => { if (state === "READY") toast.success("Connected. Your shop takes payments."); }, onError });
    router.replace(path("settings/payouts"));
  }, [back, refresh, onboarding, router, path]);
}

function Requirements({ payouts }: { payouts: Payouts }) {
  const { time_zone: timeZone } = useStore();
  if (payouts.requirements.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="font-medium">Stripe asks for{payouts.deadline_at && ` (until ${formatDay(payouts.deadline_at, timeZone)})`}</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 text-ink-soft">{payouts.requirements.map((one) => <li key={one}>{one.replaceAll(/[._]/g, " ")}</li>)}</ul>
    </div>
  );
}

function Account({ payouts }: { payouts: Payouts }) {
  const store = useStore();
  const can = useCan()("payouts.write");
  const onboarding = useOnboarding(store.id);
  const words = payouts.state === null ? NONE : (WORDS[payouts.state] ?? NONE);
  const Icon = payouts.state === "READY" ? BadgeCheck : payouts.state === "DEAUTHORISED" ? Unplug : payouts.state === "RESTRICTED" ? CircleAlert : Landmark;
  return (
    <Card>
      <CardHeader title={<span className="inline-flex items-center gap-2"><Icon aria-hidden className="size-4.5 text-pine" />{words.title}</span>} />
      <CardBody className="space-y-4">
        <p className="max-w-prose text-sm text-ink-soft">{words.text}</p>
        <Requirements payouts={payouts} />
        {payouts.account_id && <p className="text-xs text-ink-faint">Stripe account <code>{payouts.account_id}</code></p>}
        {can ? (
          <Button variant={payouts.state === "READY" ? "secondary" : "primary"} isBusy={onboarding.isPending || onboarding.isSuccess} onClick={() => onboarding.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}>{words.button}</Button>
        ) : (
          <p className="text-sm text-ink-faint">Only the owner can connect an account.</p>
        )}
      </CardBody>
    </Card>
  );
}

function PayoutsPageInside({ back }: { back: string | null }) {
  const payouts = useQuery(payoutsQuery(useStore().id));
  useReturn(back);
  if (payouts.isError) return <ErrorState error={payouts.error} onRetry={() => void payouts.refetch()} />;
  if (payouts.isPending) return <CardSkeleton lines={4} />;
  const words = payouts.data.state === null ? NONE : (WORDS[payouts.data.state] ?? NONE);
  return (
    <>
      <PageHeader title="Payouts" hint="Where the money of this shop goes." badge={<Badge tone={words.tone} mark={words.tone === "good" ? "full" : "ring"}>{words.word}</Badge>} />
      <div className="max-w-3xl space-y-5">
        {payouts.data.is_platform_charging && <Notice icon={CircleAlert} tone="warn">Test sales of this shop are charged on the platform&apos;s account until yours is connected. That works in development only.</Notice>}
        <Account payouts={payouts.data} />
      </div>
    </>
  );
}

export function PayoutsPage({ back }: { back: string | null }) {
  if (!useCan()("payouts.read")) return <NotForYou title="Payouts" />;
  return <PayoutsPageInside back={back} />;
}
