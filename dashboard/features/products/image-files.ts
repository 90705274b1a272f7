export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"];
const MAX_BYTES = 20 * 1024 * 1024;

/** Returns what is wrong with a file chosen as a picture, or null. */
export function checkImageFile(file: File): string | null {
  if (!IMAGE_TYPES.includes(file.type)) return `“${file.name}” is not a JPEG, PNG, WebP, AVIF or GIF picture.`;
  if (file.size > MAX_BYTES) return `“${file.name}” is larger than 20 MB.`;
  return file.size === 0 ? `“${file.name}” is empty.` : null;
}
