"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { collectionListQuery } from "@/features/collections/collection-api";
import { pageListQuery, postListQuery } from "@/features/content/content-api";
import { useDebounced } from "@/features/lists/use-debounced";
import { productListQuery } from "@/features/products/product-api";
import { useStore } from "@/features/session/store-context";

type Target = { path: string; title: string; kind: string };

function useTargets(words: string): Target[] {
  const store = useStore();
  const search = useDebounced(words, 250);
  const isAsked = search.length > 0 && !/^https?:/.test(search);
  const text = search.split("/").pop()?.replaceAll("-", " ") ?? "";
  const products = useQuery({ ...productListQuery(store.id, { per_page: 4, status: "ACTIVE", search: text }), enabled: isAsked });
  const collections = useQuery({ ...collectionListQuery(store.id, { per_page: 3, search: text }), enabled: isAsked });
  const posts = useQuery({ ...postListQuery(store.id, { per_page: 3, search: text }), enabled: isAsked });
  const pages = useQuery({ ...pageListQuery(store.id), enabled: isAsked });
  if (!isAsked) return [];
  const found = [
    ...(products.data?.rows ?? []).map(({ handle, title }) => ({ path: `/products/${handle}`, title, kind: "Product" })),
    ...(collections.data?.rows ?? []).filter(({ is_published }) => is_published).map(({ handle, title }) => ({ path: `/collections/${handle}`, title, kind: "Collection" })),
    ...(posts.data?.rows ?? []).filter(({ status }) => status === "PUBLISHED").map(({ handle, title }) => ({ path: `/blog/${handle}`, title, kind: "Post" })),
    ...(pages.data?.rows ?? []).filter(({ title, is_published }) => is_published && title.toLowerCase().includes(text.toLowerCase())).map(({ handle, title }) => ({ path: `/pages/${handle}`, title, kind: "Page" })),
  ];
  return found.slice(0, 6);
}

type Props = { label: string; hint: string; value: string; error?: string | undefined; onChange: (value: string) => void };

/** Where an address leads: written as a path or an address, or found by the words of a page's title. */
export function TargetField({ label, hint, value, error, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const targets = useTargets(isOpen ? value.trim() : "").filter(({ path }) => path !== value);
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <>
          <Input {...control} value={value} placeholder="/collections/all, or words of a title" onChange={(event) => { onChange(event.target.value); setOpen(true); }} spellCheck={false} autoCapitalize="none" autoComplete="off" />
          {targets.length > 0 && (
            <ul aria-label="Pages that match" className="mt-1.5 overflow-hidden rounded-lg border border-line">
              {targets.map((target) => (
                <li key={target.path} className="border-t border-line first:border-t-0">
                  <button type="button" onClick={() => { onChange(target.path); setOpen(false); }} className="flex w-full items-baseline gap-3 px-3 py-2 text-left text-sm hover:bg-sunken">
                    <span className="min-w-0 flex-1 truncate">{target.title}</span>
                    <span className="shrink-0 text-xs text-ink-faint">{target.kind}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Field>
  );
}
