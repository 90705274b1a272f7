"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { permissionRows } from "@/features/team/permission-words";

type Props = { offered: readonly string[]; chosen: ReadonlySet<string>; onChange: (chosen: Set<string>) => void; legend: string };

/** One line an area, one box a verb. What changes something takes the right to see it along. */
export function PermissionPicker({ offered, chosen, onChange, legend }: Props) {
  function toggle(name: string, isOn: boolean) {
    const next = new Set(chosen);
    const reading = `${name.split(".")[0]}.read`;
    if (isOn) {
      next.add(name);
      if (offered.includes(reading)) next.add(reading);
    } else {
      next.delete(name);
      if (name === reading) for (const other of offered) if (other.startsWith(`${name.split(".")[0]}.`)) next.delete(other);
    }
    onChange(next);
  }
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="max-h-72 overflow-y-auto rounded-lg border border-line">
        {permissionRows(offered).map((row) => (
          <div key={row.area} className="flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-line px-3 py-2.5 text-sm first:border-t-0">
            <span className="min-w-0 flex-1 basis-44">{row.label}</span>
            {row.permissions.map(({ name, verb }) => (
              <label key={name} className="flex cursor-pointer items-center gap-2">
                <Checkbox aria-label={`${row.label}: ${verb}`} checked={chosen.has(name)} onCheckedChange={(isOn) => toggle(name, isOn === true)} />
                {verb}
              </label>
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
