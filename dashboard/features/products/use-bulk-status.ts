import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { productKeys } from "@/features/products/product-api";
import { productMove } from "@/features/products/product-mutations";
import type { StatusVerb } from "@/features/products/product-status";
import { messageOf } from "@/lib/api/errors";
import type { Page, ProductRow, ProductStatus } from "@/lib/api/types";

const RESULT: Record<StatusVerb, ProductStatus> = { publish: "ACTIVE", unpublish: "DRAFT", archive: "ARCHIVED" };
const DONE: Record<StatusVerb, string> = { publish: "published", unpublish: "taken offline", archive: "archived" };
const AT_ONCE = 4;

type Outcome = { done: number; failures: unknown[] };

async function inTurns(ids: string[], act: (id: string) => Promise<unknown>): Promise<Outcome> {
  const queue = [...ids];
  const outcome: Outcome = { done: 0, failures: [] };
  async function worker() {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        await act(id);
        outcome.done += 1;
      } catch (error) {
        outcome.failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
  return outcome;
}

function count(number: number): string {
  return number === 1 ? "1 product" : `${number} products`;
}

/** Publishes, unpublishes or archives many products; lists change at once and are corrected by the answers. */
export function useBulkStatus(storeId: string) {
  const client = useQueryClient();
  const lists = { queryKey: [...productKeys.all(storeId), "list"] };
  return useMutation({
    mutationFn: ({ ids, verb }: { ids: string[]; verb: StatusVerb }) =>
      inTurns(ids, (id) => productMove(storeId, id, verb)),
    onMutate: async ({ ids, verb }) => {
      await client.cancelQueries(lists);
      client.setQueriesData<Page<ProductRow>>(lists, (page) =>
        page && { ...page, rows: page.rows.map((row) => (ids.includes(row.id) ? { ...row, status: RESULT[verb] } : row)) },
      );
    },
    onSuccess: ({ done, failures }, { verb }) => {
      if (done > 0) toast.success(`${count(done)} ${DONE[verb]}.`);
      if (failures.length > 0) toast.error(`${count(failures.length)} could not be ${DONE[verb]}.`, { description: messageOf(failures[0]) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
  });
}
