import { TriangleAlert } from "lucide-react";
import { Notice } from "@/components/ui/notice";

export function FormError({ message }: { message: string | null }) {
  if (message === null) return null;
  return <Notice icon={TriangleAlert} tone="bad" role="alert">{message}</Notice>;
}
