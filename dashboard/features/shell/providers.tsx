"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { useState, type ReactNode } from "react";
import { Toaster } from "sonner";
import { ApiError } from "@/lib/api/errors";

function leaveIfSignedOut(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** Reads are tried again when a second try can help: lost connections and servers that are busy. */
function shouldRetry(failures: number, error: Error): boolean {
  if (error instanceof ApiError && error.status !== 0 && error.status < 500) return false;
  return failures < 2;
}

function makeClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
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
