"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { useState, type ReactNode } from "react";
import { toast, Toaster } from "sonner";
import { ApiError } from "@/lib/api/errors";
import { latestPlanRefusal, notePlanRefusal } from "@/lib/api/plan-refusal";

function leaveIfSignedOut(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** A refusal of the plan shows the way to the plans: in forms by FormError, in a toast by an action added to it. */
function showPlanRefusal(error: unknown): void {
  notePlanRefusal(error);
  const refusal = latestPlanRefusal();
  if (!(error instanceof ApiError) || error.message !== refusal) return;
  const store = /^\/stores\/[^/]+/.exec(window.location.pathname)?.[0];
  setTimeout(() => {
    const shown = toast.getToasts().find((one) => "title" in one && one.title === refusal);
    if (shown && store) toast.error(refusal, { id: shown.id, action: { label: "See plans", onClick: () => window.location.assign(`${store}/settings/plan`) } });
  }, 0);
}

/** Reads are tried again when a second try can help: lost connections and servers that are busy. */
function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof ApiError && error.status !== 0 && error.status < 500) return false;
  return failures < 2;
}

function makeClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    mutationCache: new MutationCache({ onError: showPlanRefusal }),
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 10_000, refetchOnWindowFocus: true, throwOnError: false },
      mutations: { onError: leaveIfSignedOut },
    },
  });
}

export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <QueryClientProvider client={client}>
        {children}
        <Toaster
          position="top-center"
          offset={{ top: 16 }}
          mobileOffset={{ top: 64 }}
          toastOptions={{
            classNames: {
              toast: "!rounded-xl !border-line !bg-surface !text-ink !shadow-float !font-sans",
              description: "!text-ink-soft",
              error: "[&_[data-icon]]:!text-danger",
              success: "[&_[data-icon]]:!text-pine",
            },
          }}
        />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
