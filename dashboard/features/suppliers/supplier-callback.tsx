"use client";

import { LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { pendingTake } from "@/features/suppliers/pending-connection";
import { NothingToFinish, useSupplierCallback } from "@/features/suppliers/supplier-api";
import { messageOf } from "@/lib/api/errors";

/** Where a supplier sends the owner's browser back to: finishes what was begun in this tab. */
export function SupplierCallback() {
  const query = useSearchParams();
  const router = useRouter();
  const isBegun = useRef(false);
  const { mutate, error, variables } = useSupplierCallback();
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    mutate({ pending: pendingTake(), code: query.get("code"), state: query.get("state") }, {
      onSuccess: ({ name, storeId }) => { toast.success(`${name} is connected.`); router.replace(`/stores/${storeId}/suppliers`); },
    });
  }, [mutate, query, router]);
  const storeId = variables?.pending?.storeId;
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-4 px-6">
      {error === null && <p role="status" className="flex items-center gap-3"><LoaderCircle aria-hidden className="size-5 animate-spin" />Connecting the supplier…</p>}
      {error !== null && (
        <>
          <Notice icon={TriangleAlert} tone="bad" role="alert">{error instanceof NothingToFinish ? error.message : messageOf(error)}</Notice>
          <Button asChild><Link href={storeId ? `/stores/${storeId}/suppliers` : "/"}>Back</Link></Button>
        </>
      )}
    </main>
  );
}
