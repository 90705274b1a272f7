import type { NodeType, Trigger } from "@/features/email/flow-graph";

export const TRIGGERS: Record<string, { label: string; hint: string }> = {
  consent_given: { label: "Somebody joins the list", hint: "After they confirmed by the link in the first mail." },
  customer_registered: { label: "A customer account is made", hint: "" },
  cart_changed: { label: "A known shopper changes the cart", hint: "" },
  checkout_started: { label: "A checkout is started", hint: "" },
  cart_abandoned: { label: "A cart is left behind", hint: "Once per cart; whoever buys meanwhile gets nothing." },
  order_paid: { label: "An order is paid", hint: "" },
  order_fulfilled: { label: "A parcel is on its way", hint: "" },
  order_delivered: { label: "A parcel has arrived", hint: "" },
  order_refunded: { label: "Money was given back", hint: "" },
  order_lapsed: { label: "A buyer has not come back", hint: "Counted from the last order." },
  date: { label: "A day comes", hint: "By your store’s calendar; everybody who may get it, once that day." },
  segment_entered: { label: "Somebody comes into a segment", hint: "Once for each stay. Who is in already enters nothing." },
  price_dropped: { label: "Something in a cart costs less", hint: "For everybody whose cart holds it and whose address is known." },
  back_in_stock: { label: "Something is in stock again", hint: "For carts that hold it and people who asked on its page. Those have had the shop’s own notice by then, so begin with a wait." },
};
export const DATES: Record<string, string> = {
  calendar: "A day of the calendar",
  joined: "The yearly day they joined the list",
  last_order: "The yearly day of their last order",
};
export const AWAITED: Record<string, string> = {
  clicked: "they click in a mail of this flow",
  opened: "they open a mail of this flow",
  ordered: "they order",
  checkout_started: "they start a checkout",
  order_fulfilled: "their parcel is on its way",
  order_delivered: "their parcel has arrived",
  subscribed: "they join the list",
};
export const NODE_LABELS: Record<NodeType, string> = {
  send: "Send a mail",
  delay: "Wait for a while",
  wait_until: "Wait until a time of day",
  wait_for: "Wait for something to happen",
  condition: "Ask a question",
  split: "Split by chance",
  tag: "Put a tag on the person",
  webhook: "Tell another program",
  exit: "End here",
};
export const CHECKS: Record<string, string> = {
  has_ordered: "has ordered",
  has_tag: "has the tag",
  is_subscribed: "is on the list",
  country_is: "lives in",
  opened: "opened a mail of this flow",
  clicked: "clicked in a mail of this flow",
};
const REASONS: Record<string, string> = {
  before_switched_on: "it happened before the flow was switched on",
  too_late: "word of it came more than a week late",
  no_address: "no address is known",
  no_consent: "they have not agreed to get mails",
  unsubscribed: "they left the list",
  erased: "the person was erased",
  suppressed: "the address is on the list of those that get nothing",
  already_inside: "they are in this flow already",
  already_for_subject: "this cart or order has had its series",
  reentry: "they were in this flow not long ago",
  quiet_hours: "it was night where they live; it goes out in the morning",
  cap: "they got another mail not long before",
  ordered: "they bought",
  cart_closed: "the cart was bought or is gone",
  cart_empty: "nothing in the cart can be bought any more",
  product_gone: "the thing is sold out or gone again",
  price_back: "the price is no longer lower",
  template_missing: "the template is no longer there",
  flow_off: "the flow was switched off",
  sending_off: "sending is switched off for the store",
  step_failed: "a step failed again and again",
  refused_by_provider: "the mail service refused it",
  answer_lost: "the connection broke; it is not sent twice",
};
const KINDS: Record<string, string> = {
  ENROLLED: "Entered",
  NOT_ENROLLED: "Did not enter",
  POSTPONED: "Postponed",
  SKIPPED: "Not sent",
  QUEUED: "Mail decided",
  CANCELLED: "Mail cancelled",
  SENT: "Mail sent",
  UNCERTAIN: "Perhaps sent",
  FAILED: "Not sent",
  TAGGED: "Tagged",
  WAITING: "Waits",
  HEARD: "What was waited for happened",
  WAITED_OUT: "It did not happen in time",
  CALL_QUEUED: "Another program is to be told",
  CALLED: "Another program was told",
  CALL_FAILED: "Another program could not be told",
  EXITED: "Left the flow",
  DONE: "Came to the end",
  ACCEPTED: "Taken by the mail service",
  DELIVERED: "Delivered",
  DEFERRED: "Delayed by the mailbox",
  BOUNCED: "Came back",
  COMPLAINED: "Marked as spam",
  UNSUBSCRIBED: "Left the list",
  SUBSCRIBED: "Joined the list",
  OPENED: "Opened",
  CLICKED: "Clicked",
  SUPPRESSED: "Put on the list of those that get nothing",
  TEST_SENT: "Test mail sent",
};

/** A line of the history as a sentence: what happened, and why. */
export function historySentence(kind: string, reason: string): string {
  const what = KINDS[kind] ?? kind;
  return reason === "" ? what : `${what}: ${REASONS[reason] ?? AWAITED[reason] ?? reason}`;
}

/** "12-24" → "24 December", "2026-12-24" → "24 December 2026"; other text stays. */
export function dayText(on: string): string {
  const isYearly = on.length === 5;
  const day = new Date(`${isYearly ? `2024-${on}` : on}T12:00:00Z`);
  if (Number.isNaN(day.getTime())) return on;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", ...(isYearly ? {} : { year: "numeric" }), timeZone: "UTC" }).format(day);
}

/** What begins a flow, with what belongs to it, in a few words. */
export function triggerText(trigger: Trigger, segmentName: (id: string) => string): string {
  const label = TRIGGERS[trigger.type]?.label ?? trigger.type;
  if (trigger.type === "date" && trigger.date === "calendar") return trigger.on ? `${label}: ${trigger.on.length === 5 ? "every " : ""}${dayText(trigger.on)}` : label;
  if (trigger.type === "date") return DATES[trigger.date ?? ""] ?? label;
  if (trigger.type === "segment_entered") return trigger.segment_id ? `${label}: ${segmentName(trigger.segment_id)}` : label;
  if (trigger.least_percent) return `${label}, by ${trigger.least_percent}% or more`;
  if (trigger.idle_minutes) return `${label}, for ${minutesText(trigger.idle_minutes)}`;
  return trigger.days ? `${label}, for ${trigger.days} days` : label;
}

/** 90 → "1 hour 30 minutes"; 2880 → "2 days". */
export function minutesText(minutes: number): string {
  const parts = [[Math.floor(minutes / 1440), "day"], [Math.floor((minutes % 1440) / 60), "hour"], [minutes % 60, "minute"]] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
}
