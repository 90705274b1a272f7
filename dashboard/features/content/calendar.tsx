"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { dayIn, monthBeside, weeksOf } from "@/features/content/month";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { Post } from "@/lib/api/types";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What went out and what will, by the shop's own days. */
export function PostCalendar({ posts }: { posts: Post[] }) {
  const store = useStore();
  const path = useStorePath();
  const today = dayIn(new Date().toISOString(), store.time_zone);
  const [month, setMonth] = useState(today.slice(0, 7));
  const name = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
  const byDay = new Map<string, Post[]>();
  for (const post of posts) {
    if (post.published_at === null || post.status === "DRAFT") continue;
    const day = dayIn(post.published_at, store.time_zone);
    byDay.set(day, [...(byDay.get(day) ?? []), post]);
  }
  return (
    <Card className="overflow-x-auto p-4">
      <div className="mb-3 flex items-center gap-2">
        <h2 className="mr-auto text-base" aria-live="polite">{name}</h2>
        <Button size="icon-sm" aria-label="Month before" onClick={() => setMonth(monthBeside(month, -1))}><ChevronLeft /></Button>
        <Button size="icon-sm" aria-label="Month after" onClick={() => setMonth(monthBeside(month, 1))}><ChevronRight /></Button>
      </div>
      <table aria-label="Posts by day" className="w-full min-w-[34rem] table-fixed text-sm">
        <thead><tr>{DAYS.map((day) => <th key={day} scope="col" className="pb-2 text-left text-xs font-medium text-ink-faint">{day}</th>)}</tr></thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]?.date}>
              {week.map((day) => (
                <td key={day.date} className={cn("h-20 border border-line p-1.5 align-top", !day.isInMonth && "bg-sunken/50 text-ink-faint")}>
                  <span className={cn("tabular-nums", day.date === today && "rounded-full bg-pine px-1.5 py-0.5 text-surface")}>{day.number}</span>
                  {byDay.get(day.date)?.map((post) => (
                    <Link key={post.id} href={path(`blog/${post.id}`)} className={cn("mt-1 block truncate rounded px-1.5 py-0.5 text-xs", post.status === "SCHEDULED" ? "bg-sky-soft text-sky" : "bg-pine-soft text-pine")} title={post.title}>{post.title}</Link>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
