"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { ProductImage } from "@/lib/api/types";

export function AltTextDialog({ image, onClose, onSave }: { image: ProductImage; onClose: () => void; onSave: (text: string) => void }) {
  const [text, setText] = useState(image.alt_text);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Describe this picture"
      footer={<Button variant="primary" onClick={() => onSave(text.trim())}>Save description</Button>}
    >
      <img src={image.url} alt="" className="mb-4 max-h-56 w-full rounded-xl bg-sunken object-contain" />
      <Field label="Alt text" hint="Read aloud to people who cannot see the picture, and read by search engines.">
        {(control) => <Textarea {...control} autoFocus maxLength={300} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
