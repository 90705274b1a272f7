import { useRouter } from "next/navigation";
import { useState } from "react";
import { useImportStart, type StartImport } from "@/features/imports/import-api";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useIdempotencyKey } from "@/lib/api/idempotency";

/** Starts an import and goes to watch it. */
export function useStartAndOpen() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const mutation = useImportStart(store.id);
  const idempotency = useIdempotencyKey();
  const [isLeaving, setLeaving] = useState(false);
  function start(what: StartImport) {
    const key = "file" in what ? idempotency.keyFor([what.file.name, what.file.size, what.file.lastModified, what.kind, what.rewrite, what.basis]) : idempotency.keyFor(what);
    mutation.mutate({ start: what, key }, {
      onSuccess: (job) => {
        idempotency.settle();
        setLeaving(true);
        router.push(path(`imports/${job.id}`));
      },
    });
  }
  return { start, isBusy: mutation.isPending || isLeaving, error: mutation.error };
}
