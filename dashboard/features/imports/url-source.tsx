"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { pageUrl } from "@/features/imports/file-rules";
import type { ImportSource } from "@/lib/api/types";

export type SourceProps = { onChange: (source: ImportSource | null) => void; error: string | undefined };

export function UrlSource({ onChange, error }: SourceProps) {
  const [text, setText] = useState("");
  const [hasLeft, setLeft] = useState(false);
  const isWrong = hasLeft && text.trim() !== "" && pageUrl(text) === null;
  return (
    <Field label="Address of the product’s page" hint="The page of one product, as you see it in the browser." error={isWrong ? "Enter an address like https://shop.example/products/lamp." : error}>
      {(control) => (
        <Input
          {...control}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://"
          value={text}
          onBlur={() => setLeft(true)}
          onChange={(event) => {
            setText(event.target.value);
            const url = pageUrl(event.target.value);
            onChange(url === null ? null : { kind: "product_page", url });
          }}
        />
      )}
    </Field>
  );
}
