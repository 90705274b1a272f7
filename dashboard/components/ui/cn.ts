import { twMerge, type ClassNameValue } from "tailwind-merge";

/** Joins class names; later Tailwind classes win over earlier ones of the same kind. */
export function cn(...classes: ClassNameValue[]): string {
  return twMerge(...classes);
}
