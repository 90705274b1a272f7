"use client";

import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { useTheme } from "next-themes";
import Link from "next/link";
import {
  Menu, MenuContent, MenuItem, MenuItemMark, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger,
} from "@/components/ui/menu";
import { signOut } from "@/features/session/session-api";
import { useMember, useStorePath } from "@/features/session/store-context";

const THEMES = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
];

function initials(name: string, email: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.charAt(0)}${words.at(-1)?.charAt(0)}` : (words[0] ?? email).slice(0, 2);
  return letters.toUpperCase();
}

export function UserMenu() {
  const { user, merchant } = useMember();
  const path = useStorePath();
  const { theme, setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger className="grid size-9 place-items-center rounded-full bg-copper-soft text-xs font-semibold text-copper transition hover:brightness-95">
        <span aria-hidden>{initials(user.full_name, user.email)}</span>
        <span className="sr-only">Your account</span>
      </MenuTrigger>
      <MenuContent align="end" className="w-64">
        <div className="px-2.5 py-2">
          <p className="truncate text-sm font-semibold">{user.full_name || user.email}</p>
          <p className="truncate text-xs text-ink-faint">{user.full_name ? user.email : merchant?.name}</p>
        </div>
        <MenuSeparator />
        <MenuItem asChild><Link href={path("settings/account")}><UserRound />Account</Link></MenuItem>
        <MenuSeparator />
        <MenuLabel>Appearance</MenuLabel>
        <MenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
          {THEMES.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem key={value} value={value}><Icon />{label}<MenuItemMark /></MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => void signOut()}><LogOut />Sign out</MenuItem>
      </MenuContent>
    </Menu>
  );
}
