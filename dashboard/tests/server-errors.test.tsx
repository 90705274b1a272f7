import { act, renderHook } from "@testing-library/react";
import { useForm } from "react-hook-form";
import { describe, expect, it } from "vitest";
import { placeErrors } from "@/features/forms/server-errors";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { ApiError } from "@/lib/api/errors";

const refused = (fields: Record<string, string[]>) => new ApiError({ status: 400, code: "validation_error", message: "Some fields need attention.", fields });

describe("placeErrors", () => {
  it("puts each sentence on its field, also when the path goes deeper", () => {
    const error = refused({ email: ["Not an address.", "Too long."], "price.amount": ["Not below zero."] });
    expect(placeErrors(error, ["email", "price"])).toEqual({ fields: { email: "Not an address. Too long.", price: "Not below zero." }, form: null });
  });

  it("prefers the deepest field that is shown", () => {
    expect(placeErrors(refused({ "source.url.host": ["Unknown."] }), ["source", "source.url"]).fields).toEqual({ "source.url": "Unknown." });
  });

  it("does not mistake a field for another with the same beginning", () => {
    expect(placeErrors(refused({ title_long: ["No."] }), ["title"])).toEqual({ fields: {}, form: "title long: No." });
  });

  it("says above the form what no field shows", () => {
    expect(placeErrors(refused({ non_field_errors: ["Closed."], email: ["No."] }), ["email"])).toEqual({ fields: { email: "No." }, form: "Closed." });
  });

  it("says a limit in its sentence, not as fields nobody filled in", () => {
    const message = "Your plan Growth includes 10 team members and you use 10. Scale lifts this limit.";
    const fields = { resource: ["members"], limit: ["10"], used: ["10"], plan_that_lifts_it: ["scale"] };
    expect(placeErrors(new ApiError({ status: 402, code: "limit_reached", message, fields }), ["email"])).toEqual({ fields: {}, form: message });
  });

  it("uses the message when there are no fields, and the wait when throttled", () => {
    expect(placeErrors(new ApiError({ status: 409, code: "x", message: "Taken." }), []).form).toBe("Taken.");
    expect(placeErrors(new ApiError({ status: 429, code: "x", message: "y", retryAfter: 20 }), []).form).toBe("Too many tries. Please wait 20 seconds.");
    expect(placeErrors(new TypeError("secret detail"), []).form).toBe("Something went wrong. Please try again.");
  });
});

describe("useServerErrors", () => {
  it("marks the form's fields and clears what stood above", () => {
    const { result } = renderHook(() => {
      const form = useForm({ defaultValues: { email: "", name: "" } });
      return { errors: form.formState.errors, server: useServerErrors(form, ["email", "name"]) };
    });
    act(() => result.current.server.fail(refused({ email: ["Taken."], other: ["Odd."] })));
    expect(result.current.errors.email?.message).toBe("Taken.");
    expect(result.current.errors.name).toBeUndefined();
    expect(result.current.server.formError).toBe("other: Odd.");
    act(() => result.current.server.clear());
    expect(result.current.server.formError).toBeNull();
  });
});
