"use client";

import { ArrowUp, ArrowUpDown } from "lucide-react";
import Link from "next/link";
import type { KeyboardEvent, ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";

export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Field the API orders by, ascending; makes the heading a button that turns it on and off. */
  ordering?: string;
  align?: "right";
  /** Columns that a phone leaves out; the main cell shows their gist instead. */
  isWideOnly?: boolean;
  className?: string;
};
export type Selection = { ids: ReadonlySet<string>; onChange: (ids: Set<string>) => void; labelOf: (id: string) => string };

type Props<Row extends { id: string }> = {
  label: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  href: (row: Row) => string;
  ordering?: string;
  onOrdering?: (ordering: string) => void;
  selection?: Selection;
  isStale?: boolean;
};

/** Arrow keys move between the rows' links, Home and End to the ends; Enter opens, as on any link. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) || event.target instanceof HTMLInputElement) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-link]")];
  const row = event.target instanceof HTMLElement ? event.target.closest("tr")?.querySelector<HTMLElement>("[data-row-link]") : null;
  const at = row ? links.indexOf(row) : -1;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = links[next ?? -1];
  if (link === undefined) return;
  event.preventDefault();
  link.focus();
}

type HeadingProps<Row> = { column: Column<Row>; ordering: string; onOrdering: ((ordering: string) => void) | undefined };

function Heading<Row>({ column, ordering, onOrdering }: HeadingProps<Row>) {
  const field = column.ordering;
  const classes = cn("h-10 px-3 text-xs font-medium text-ink-faint first:pl-4 last:pr-4", column.align === "right" ? "text-right" : "text-left", column.isWideOnly && "max-md:hidden", column.className);
  if (field === undefined || onOrdering === undefined) return <th scope="col" className={classes}>{column.label}</th>;
  const direction = ordering === field ? "ascending" : "none";
  const Icon = { ascending: ArrowUp, none: ArrowUpDown }[direction];
  return (
    <th scope="col" aria-sort={direction} className={classes}>
      <button
        type="button"
        onClick={() => onOrdering(direction === "ascending" ? "" : field)}
        className={cn("-mx-1.5 inline-flex items-center gap-1 rounded px-1.5 py-1 hover:text-ink", direction !== "none" && "text-ink")}
      >
        {column.label}
        <Icon aria-hidden className={cn("size-3", direction === "none" && "opacity-45")} />
      </button>
    </th>
  );
}

function SelectAll<Row extends { id: string }>({ rows, selection }: { rows: Row[]; selection: Selection }) {
  const chosen = rows.filter((row) => selection.ids.has(row.id)).length;
  const state = chosen === 0 ? false : chosen === rows.length ? true : "indeterminate";
  return (
    <Checkbox
      aria-label="Select all on this page"
      checked={state}
      onCheckedChange={(isOn) => selection.onChange(isOn === true ? new Set(rows.map((row) => row.id)) : new Set())}
    />
  );
}

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

function LoadingRows({ columns }: { columns: number }) {
  return Array.from({ length: 8 }, (_, index) => (
    <tr key={index} className="border-t border-line">
      <td colSpan={columns} className="px-4 py-4"><Skeleton className={index % 2 === 0 ? "w-4/5" : "w-3/5"} /></td>
    </tr>
  ));
}

/** A list of things with pages of their own. `rows` undefined shows the skeleton. */
export function DataTable<Row extends { id: string }>(props: Props<Row>) {
  const { label, columns, rows, href, ordering = "", onOrdering, selection, isStale } = props;
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} aria-busy={rows === undefined || isStale} className={cn("w-full text-sm transition-opacity", isStale && "opacity-60")} onKeyDown={moveFocus}>
        <thead>
          <tr>
            {selection && <th scope="col" className="w-10 pl-4 text-left">{rows && rows.length > 0 && <SelectAll rows={rows} selection={selection} />}</th>}
            {columns.map((column) => <Heading key={column.key} column={column} ordering={ordering} onOrdering={onOrdering} />)}
          </tr>
        </thead>
        <tbody>
          {rows === undefined && <LoadingRows columns={columns.length + (selection ? 1 : 0)} />}
          {rows?.map((row) => (
            <tr key={row.id} data-selected={selection?.ids.has(row.id)} className="group relative border-t border-line transition-colors hover:bg-sunken/60 focus-within:bg-sunken/60 data-[selected=true]:bg-pine-soft/60">
              {selection && (
                <td className="relative z-10 w-10 pl-4">
                  <Checkbox aria-label={`Select ${selection.labelOf(row.id)}`} checked={selection.ids.has(row.id)} onCheckedChange={() => selection.onChange(toggled(selection.ids, row.id))} />
                </td>
              )}
              {columns.map((column, index) => (
                <td key={column.key} className={cn("px-3 py-3 first:pl-4 last:pr-4", column.align === "right" && "text-right", column.isWideOnly && "max-md:hidden", column.className)}>
                  {index === 0 ? (
                    <Link href={href(row)} data-row-link className="block wrap-anywhere after:absolute after:inset-0 focus-visible:outline-0 focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-pine">
                      {column.cell(row)}
                    </Link>
                  ) : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
