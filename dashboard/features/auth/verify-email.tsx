"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Plumbing } from "@/features/shell/plumbing";
import { core, done } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";

/** Confirms the address as soon as the page runs. A mail scanner that only fetches the page confirms nothing. */
export function VerifyEmail({ token }: { token: string }) {
  const verify = useMutation({ mutationFn: () => done(core.POST("/api/v1/auth/verify-email", { body: { token } })) });
  const hasStarted = useRef(false);
  const start = verify.mutate;
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    start();
  }, [start]);

  if (verify.isError) {
    return (
      <div className="space-y-5">
        <Notice icon={TriangleAlert} tone="bad" role="alert">{messageOf(verify.error)}</Notice>
        <p className="text-sm text-ink-soft">Links work once and for a limited time. After signing in you can ask for a new one.</p>
        <div className="flex gap-2">
          <Button onClick={() => verify.mutate()}>Try again</Button>
          <Button asChild variant="primary"><Link href="/">Go to my shop</Link></Button>
        </div>
      </div>
    );
  }
  if (verify.isSuccess) {
    return (
      <div className="space-y-5">
        <Notice icon={CircleCheck} tone="good" role="status">Thank you. Your e-mail address is confirmed.</Notice>
        <Button asChild variant="primary" size="lg" className="w-full"><Link href="/">Go to my shop</Link></Button>
      </div>
    );
  }
  return <div role="status" className="flex flex-col items-center gap-4 py-6 text-sm text-ink-soft"><Plumbing />Confirming your address…</div>;
}
