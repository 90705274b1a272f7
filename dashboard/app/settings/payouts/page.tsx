import { StartPage } from "@/features/session/start-page";
import { requireSession } from "@/lib/session/require-session";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where mails and Stripe's pages lead: the same page of the store used last, or of the one named. */
export default async function Page({ searchParams }: Props) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) if (typeof value === "string") asked.set(name, value);
  const storeId = asked.get("store");
  asked.delete("store");
  const path = `/settings/payouts${asked.size > 0 ? `?${asked}` : ""}`;
  await requireSession(path);
  return <StartPage path={path} storeId={storeId} />;
}
