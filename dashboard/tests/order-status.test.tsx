import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { FulfillmentBadge, holdWords } from "@/features/orders/order-status";
import type { FulfillmentStatus, PaymentStatus } from "@/lib/api/types";

afterEach(cleanup);

const said = (payment_status: PaymentStatus, fulfillment_status: FulfillmentStatus) =>
  render(<FulfillmentBadge order={{ payment_status, fulfillment_status }} />).container.textContent;

describe("why an order is on hold", () => {
  it("says it in words, and an unknown reason without its code's shape", () => {
    expect(holdWords("currency_mismatch")).toBe("it was paid in another currency");
    expect(holdWords("paid_on_a_sunday")).toBe("paid on a sunday");
  });
});

describe("where the goods are", () => {
  it("asks to ship only what is paid", () => {
    expect((["PAID", "PARTIALLY_REFUNDED"] as const).map((status) => said(status, "UNFULFILLED"))).toEqual(["To ship", "To ship"]);
    expect((["PENDING", "ON_HOLD"] as const).map((status) => said(status, "UNFULFILLED"))).toEqual(["Not shipped", "Not shipped"]);
    expect((["EXPIRED", "CANCELLED", "REFUNDED"] as const).map((status) => said(status, "UNFULFILLED"))).toEqual(["", "", ""]);
  });

  it("keeps saying what has left, whatever became of the payment", () => {
    expect([said("REFUNDED", "FULFILLED"), said("PAID", "PARTIAL")]).toEqual(["Shipped", "Partly shipped"]);
  });
});
