import type { Metadata } from "next";
import { AuthHeading } from "@/features/auth/auth-heading";
import { InvitationAnswer } from "@/features/auth/invitation-answer";
import { hasSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function InvitationPage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return <AuthHeading title="This link is incomplete">Open the link from the message again, or ask for a new invitation.</AuthHeading>;
  }
  return <InvitationAnswer token={token} isSignedIn={await hasSession()} />;
}
