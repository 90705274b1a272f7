"use client";

import { Copy } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

type Props = { secret: string; title?: string; onClose: () => void };

/** The one time a key is shown. */
export function KeySecret({ secret, title = "Your key", onClose }: Props) {
  async function copy() {
    await navigator.clipboard.writeText(secret);
    toast.success("Copied.");
  }
  return (
    <Dialog isOpen onOpenChange={onClose} title={title} description="It is shown this one time. Keep it where your other secrets are." footer={<Button variant="primary" onClick={onClose}>I have kept it</Button>}>
      <code className="block rounded-lg bg-sunken px-3 py-2.5 font-mono text-sm break-all" data-testid="api-key-secret">{secret}</code>
      <Button size="sm" className="mt-3" onClick={() => void copy()}><Copy />Copy</Button>
    </Dialog>
  );
}
