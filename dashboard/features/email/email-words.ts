import type { NodeType } from "@/features/email/flow-graph";

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
};
export const NODE_LABELS: Record<NodeType, string> = {
  send: "Send a mail",
  delay: "Wait for a while",
  wait_until: "Wait until a time of day",
  condition: "Ask a question",
  split: "Split by chance",
  tag: "Put a tag on the person",
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
  suppressed: "the address is on the list of those that get nothing",
  already_inside: "they are in this flow already",
  already_for_subject: "this cart or order has had its series",
  reentry: "they were in this flow not long ago",
  quiet_hours: "it was night where they live; it goes out in the morning",
  cap: "they got another mail not long before",
  ordered: "they bought",
  cart_closed: "the cart was bought or is gone",
  cart_empty: "nothing in the cart can be bought any more",
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
  return reason === "" ? what : `${what}: ${REASONS[reason] ?? reason}`;
}

/** 90 → "1 hour 30 minutes"; 2880 → "2 days". */
export function minutesText(minutes: number): string {
  const parts = [[Math.floor(minutes / 1440), "day"], [Math.floor((minutes % 1440) / 60), "hour"], [minutes % 60, "minute"]] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
}
