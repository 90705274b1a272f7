import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import type { MerchantPlan } from "@/features/plan/plan-api";
import { countOf, resourceWord } from "@/features/plan/plan-words";

function toneOf(percent: number): "pine" | "amber" | "danger" {
  if (percent >= 100) return "danger";
  return percent >= 80 ? "amber" : "pine";
}

/** How much of what the plan includes is used. */
export function UsageCard({ usage }: { usage: MerchantPlan["usage"] }) {
  return (
    <Card>
      <CardHeader title="Usage" hint="Counted over all of your stores." />
      <CardBody>
        <ul className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
          {usage.map(({ resource, used, limit }) => {
            const percent = limit === null ? 0 : limit === 0 ? 100 : (used / limit) * 100;
            return (
              <li key={resource}>
                <div className="mb-1.5 flex items-baseline justify-between gap-3 text-sm">
                  <span className="font-medium">{resourceWord(resource)}</span>
                  <span className="text-ink-soft tabular-nums">{countOf(used)} of {limit === null ? "unlimited" : countOf(limit)}</span>
                </div>
                <Progress percent={percent} label={resourceWord(resource)} tone={toneOf(percent)} />
                {percent >= 100 && <p className="mt-1 text-xs text-danger">The limit is reached. A larger plan lifts it.</p>}
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
