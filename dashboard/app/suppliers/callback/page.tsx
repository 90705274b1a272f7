import type { Metadata } from "next";
import { Suspense } from "react";
import { SupplierCallback } from "@/features/suppliers/supplier-callback";

export const metadata: Metadata = { title: "Connecting", robots: { index: false } };

export default function Page() {
  return <Suspense><SupplierCallback /></Suspense>;
}
