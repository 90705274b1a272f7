import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthHeading } from "@/features/auth/auth-heading";
import { LoginForm } from "@/features/auth/login-form";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: Props) {
  const { next, email, password } = await searchParams;
  // A form sent before its script ran must not leave a password in the address bar.
  if (email !== undefined || password !== undefined) redirect("/login");
  return (
    <>
      <AuthHeading title="Welcome back">
        New here? <Link href="/register" className="font-medium text-pine hover:underline">Open a shop</Link>
      </AuthHeading>
      <LoginForm next={typeof next === "string" ? next : undefined} />
    </>
  );
}
