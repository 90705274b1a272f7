import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { AuthHeading } from "@/features/auth/auth-heading";
import { RegisterForm } from "@/features/auth/register-form";
import { publicBase, serverEnv } from "@/lib/env";

export const metadata: Metadata = { title: "Open a shop" };

export default async function RegisterPage() {
  await connection();
  const env = serverEnv();
  return (
    <>
      <AuthHeading title="Open your shop">
        Already have one? <Link href="/login" className="font-medium text-pine hover:underline">Sign in</Link>
      </AuthHeading>
      <RegisterForm scheme={env.publicScheme} publicBase={publicBase(env)} />
    </>
  );
}
