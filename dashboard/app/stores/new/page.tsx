import type { Metadata } from "next";
import { StoreCreate } from "@/features/settings/store-create";
import { publicBase, serverEnv } from "@/lib/env";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Open another store" };

export default async function Page() {
  await requireSession("/stores/new");
  const env = serverEnv();
  return <StoreCreate scheme={env.publicScheme} publicBase={publicBase(env)} />;
}
