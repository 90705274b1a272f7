import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { AuthHeading } from "@/features/auth/auth-heading";
import { VerifyEmail } from "@/features/auth/verify-email";

export const metadata: Metadata = { title: "Confirm e-mail address", referrer: "no-referrer" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function VerifyEmailPage({ searchParams }: Props) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return (
      <>
        <AuthHeading title="This link is incomplete">Open the link from the message again. You can ask for a new one after signing in.</AuthHeading>
        <Button asChild variant="primary"><Link href="/">Go to my shop</Link></Button>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Confirm your e-mail address" />
      <VerifyEmail token={token} />
    </>
  );
}
