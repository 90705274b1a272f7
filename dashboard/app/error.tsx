"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-[60dvh] place-items-center">
      <EmptyState icon={TriangleAlert} title="This page broke" actions={<Button variant="primary" onClick={reset}>Try again</Button>}>
        <p>That is our fault. Nothing you saved is lost.</p>
        {error.digest && <p className="mt-2 text-xs text-ink-faint">Reference {error.digest}</p>}
      </EmptyState>
    </main>
  );
}
