import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FormError } from "@/features/forms/form-error";
import { ApiError } from "@/lib/api/errors";
import { notePlanRefusal } from "@/lib/api/plan-refusal";

vi.mock("next/navigation", () => ({ useParams: () => ({ storeId: "s1" }) }));
afterEach(cleanup);

const refusal = (code: string, message: string) => new ApiError({ status: 402, code, message });

describe("what a form says", () => {
  it("shows the way to the plans with what the plan refused, and with nothing else", () => {
    notePlanRefusal(refusal("limit_reached", "Your plan Free includes 25 products and you use 25."));
    notePlanRefusal(refusal("payment_refused", "No."));

    render(<FormError message="Your plan Free includes 25 products and you use 25." />);
    expect(screen.getByRole("link", { name: "See plans" }).getAttribute("href")).toBe("/stores/s1/settings/plan");

    cleanup();
    render(<FormError message="No." />);
    expect(screen.queryByRole("link")).toBeNull();
  });
});
