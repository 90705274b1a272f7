import type { ReactNode } from "react";
import { AppShell } from "@/features/shell/app-shell";

type Props = { params: Promise<{ storeId: string }>; children: ReactNode };

export default async function StoreLayout({ params, children }: Props) {
  return <AppShell storeId={(await params).storeId}>{children}</AppShell>;
}
