import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { AuthHeading } from "@/features/auth/auth-heading";
import { ResetForm } from "@/features/auth/reset-form";

// The link holds a secret: no other site may learn it from a Referer header.
export const metadata: Metadata = { title: "Set a new password", referrer: "no-referrer" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ResetPasswordPage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return (
      <>
        <AuthHeading title="This link is incomplete">Open the link from the message again, or ask for a new one.</AuthHeading>
        <Button asChild variant="primary"><Link href="/forgot-password">Ask for a new link</Link></Button>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Set a new password">You will be signed out everywhere else.</AuthHeading>
      <ResetForm token={token} />
    </>
  );
}
