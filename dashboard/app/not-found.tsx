import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState icon={Compass} title="This page does not exist" actions={<Button asChild variant="primary"><Link href="/">Back to my shop</Link></Button>}>
        <p>The address may be mistyped, or the page has moved.</p>
      </EmptyState>
    </main>
  );
}
