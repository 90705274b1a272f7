import type { Metadata } from "next";
import Link from "next/link";
import { AuthHeading } from "@/features/auth/auth-heading";
import { ForgotForm } from "@/features/auth/forgot-form";

export const metadata: Metadata = { title: "Forgot password" };

export default function ForgotPasswordPage() {
  return (
    <>
      <AuthHeading title="Forgot your password?">
        We send you a link to set a new one. <Link href="/login" className="font-medium text-pine hover:underline">Back to sign-in</Link>
      </AuthHeading>
      <ForgotForm />
    </>
  );
}
