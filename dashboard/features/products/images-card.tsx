"use client";

import { ArrowLeft, ArrowRight, ImagePlus, LoaderCircle, Pencil, Trash2 } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { AltTextDialog } from "@/features/products/alt-text-dialog";
import { checkImageFile, IMAGE_TYPES } from "@/features/products/image-files";
import { imageUpload, useImageChanges } from "@/features/products/product-mutations";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { Product, ProductImage } from "@/lib/api/types";

/** The smallest WebP that is still sharp in a tile, else the picture itself. */
function tileUrl(image: ProductImage): string {
  const fitting = image.renditions.filter(({ format, width }) => format.toLowerCase() === "webp" && width >= 300);
  return fitting.sort((a, b) => a.width - b.width)[0]?.url ?? image.url;
}

type TileProps = {
  image: ProductImage;
  index: number;
  count: number;
  onMove: (to: number) => void;
  /** The tile with this index was dropped here. */
  onTake: (from: number) => void;
  onAlt: () => void;
  onRemove: () => void;
};

function Tile({ image, index, count, onMove, onTake, onAlt, onRemove }: TileProps) {
  const [isOver, setOver] = useState(false);
  const name = image.alt_text || `picture ${index + 1}`;
  function onDrop(event: DragEvent) {
    setOver(false);
    const from = event.dataTransfer.getData("application/x-tile");
    if (from === "") return;
    event.preventDefault();
    event.stopPropagation();
    onTake(Number(from));
  }
  return (
    <li
      draggable
      onDragStart={(event) => event.dataTransfer.setData("application/x-tile", String(index))}
      onDragOver={(event) => { if (event.dataTransfer.types.includes("application/x-tile")) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn("group relative aspect-square cursor-grab overflow-hidden rounded-xl border border-line bg-sunken", index === 0 && "col-span-2 row-span-2", isOver && "ring-2 ring-pine")}
    >
      <img src={tileUrl(image)} alt={image.alt_text} loading="lazy" className="size-full object-cover" draggable={false} />
      {index === 0 && <span className="absolute top-2 left-2 rounded-full bg-surface/90 px-2 py-0.5 text-xs font-medium">Main picture</span>}
      {image.alt_text === "" && <span className="absolute top-2 right-2 rounded-full bg-amber-soft px-2 py-0.5 text-xs font-medium text-amber">No alt text</span>}
      <div className="absolute inset-x-1 bottom-1 flex justify-center gap-0.5 rounded-lg bg-surface/95 p-0.5 opacity-0 shadow-float transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <Button variant="ghost" size="icon-sm" className="size-7" aria-label={`Move ${name} forward`} disabled={index === 0} onClick={() => onMove(index - 1)}><ArrowLeft /></Button>
        <Button variant="ghost" size="icon-sm" className="size-7" aria-label={`Move ${name} back`} disabled={index === count - 1} onClick={() => onMove(index + 1)}><ArrowRight /></Button>
        <Button variant="ghost" size="icon-sm" className="size-7" aria-label={`Describe ${name}`} onClick={onAlt}><Pencil /></Button>
        <Button variant="ghost" size="icon-sm" className="size-7 hover:text-danger" aria-label={`Delete ${name}`} onClick={onRemove}><Trash2 /></Button>
      </div>
    </li>
  );
}

function useUploads(storeId: string, productId: string, refresh: () => Promise<unknown>) {
  const [waiting, setWaiting] = useState(0);
  async function upload(files: File[]) {
    const usable = files.filter((file) => {
      const problem = checkImageFile(file);
      if (problem !== null) toast.error(problem);
      return problem === null;
    });
    setWaiting((count) => count + usable.length);
    for (const file of usable) {
      try {
        await imageUpload(storeId, productId, file);
      } catch (error) {
        toast.error(`“${file.name}” was not added.`, { description: messageOf(error) });
      }
      setWaiting((count) => count - 1);
    }
    await refresh();
  }
  return { waiting, upload };
}

/** Pictures of a saved product: every change is kept at once, apart from the form's Save. */
export function ImagesCard({ product }: { product: Product }) {
  const store = useStore();
  const changes = useImageChanges(store.id, product.id);
  const { waiting, upload } = useUploads(store.id, product.id, changes.refresh);
  const picker = useRef<HTMLInputElement>(null);
  const [described, setDescribed] = useState<ProductImage | null>(null);
  const [doomed, setDoomed] = useState<ProductImage | null>(null);
  const [isOver, setOver] = useState(false);
  const { images } = product;
  const sayFailure = { onError: (error: unknown) => toast.error(messageOf(error)) };
  const move = (from: number, to: number) => {
    const image = images[from];
    if (image !== undefined) changes.update.mutate({ imageId: image.id, change: { position: to } }, sayFailure);
  };

  return (
    <Card>
      <CardHeader title="Pictures" hint={images.length > 1 ? "Drag to change their order." : undefined}>
        <Button size="sm" onClick={() => picker.current?.click()}><ImagePlus />Add pictures</Button>
        <input
          ref={picker}
          type="file"
          accept={IMAGE_TYPES.join(",")}
          multiple
          hidden
          onChange={(event) => { void upload([...(event.target.files ?? [])]); event.target.value = ""; }}
        />
      </CardHeader>
      <CardBody
        onDragOver={(event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); setOver(true); } }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (!event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          void upload([...event.dataTransfer.files]);
        }}
      >
        {images.length === 0 && waiting === 0 ? (
          <button type="button" onClick={() => picker.current?.click()} className={cn("flex w-full flex-col items-center rounded-xl border border-dashed border-line-strong px-4 py-9 text-sm text-ink-soft hover:border-pine hover:bg-pine-soft/50", isOver && "border-pine bg-pine-soft")}>
            <ImagePlus aria-hidden className="mb-2 size-6 text-ink-faint" strokeWidth={1.5} />
            Drop pictures here, or choose them
            <span className="mt-0.5 text-xs text-ink-faint">JPEG, PNG, WebP, AVIF or GIF, up to 20 MB each</span>
          </button>
        ) : (
          <ul
            className={cn("grid grid-cols-3 gap-2.5 sm:grid-cols-5", isOver && "rounded-xl ring-2 ring-pine ring-offset-4 ring-offset-surface")}
          >
            {images.map((image, index) => (
              <Tile
                key={image.id}
                image={image}
                index={index}
                count={images.length}
                onMove={(to) => move(index, to)}
                onTake={(from) => { if (from !== index) move(from, index); }}
                onAlt={() => setDescribed(image)}
                onRemove={() => setDoomed(image)}
              />
            ))}
            {Array.from({ length: waiting }, (_, index) => (
              <li key={`waiting-${index}`} className="grid aspect-square place-items-center rounded-xl border border-line bg-sunken"><LoaderCircle aria-label="Uploading" className="size-5 animate-spin text-ink-faint" /></li>
            ))}
          </ul>
        )}
      </CardBody>
      {described !== null && (
        <AltTextDialog
          image={described}
          onClose={() => setDescribed(null)}
          onSave={(text) => { changes.update.mutate({ imageId: described.id, change: { alt_text: text } }, sayFailure); setDescribed(null); }}
        />
      )}
      <ConfirmDialog
        isOpen={doomed !== null}
        onOpenChange={(isOpen) => !isOpen && setDoomed(null)}
        title="Delete this picture?"
        description="It disappears from your shop at once."
        confirmLabel="Delete"
        isDangerous
        onConfirm={() => { if (doomed !== null) changes.remove.mutate(doomed.id, sayFailure); setDoomed(null); }}
      />
    </Card>
  );
}
