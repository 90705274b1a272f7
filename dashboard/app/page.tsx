import { StartPage } from "@/features/session/start-page";
import { requireSession } from "@/lib/session/require-session";

export default async function Page() {
  await requireSession("/");
  return <StartPage />;
}
