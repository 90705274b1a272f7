import { usePathname } from "next/navigation";

/** The open page's path below `/stores/{id}`, without slashes at its ends. */
export function useShellPath(): string {
  return usePathname().split("/").slice(3).join("/");
}
