// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stepFrom, useReviewKeys, verbOf } from "@/features/reviews/review-keys";

const ROWS = [{ id: "1", state: "ACCEPTED" }, { id: "2", state: "PROPOSED" }, { id: "3", state: "PROPOSED" }];
const press = (key: string, target: EventTarget = window, more: KeyboardEventInit = {}) => act(() => { target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })); });

afterEach(() => { cleanup(); document.body.replaceChildren(); });

describe("IMP-12: review by keys", () => {
  it("knows which verb fits", () => {
    expect([verbOf("a", "PROPOSED"), verbOf("R", "PROPOSED"), verbOf("u", "PROPOSED"), verbOf("u", "EDITED"), verbOf("a", "ACCEPTED"), verbOf("e", "ACCEPTED"), verbOf("x", "PROPOSED")]).toEqual(["accept", "reject", null, "undo", null, "edit", null]);
  });

  it("walks, and stays at the ends", () => {
    expect([stepFrom(ROWS, null, 1), stepFrom(ROWS, null, 1, true), stepFrom(ROWS, "1", 1), stepFrom(ROWS, "3", 1), stepFrom(ROWS, "3", -1), stepFrom([], null, 1)]).toEqual(["1", "2", "2", "3", "2", null]);
  });

  it("works without a click: the first text that waits is taken", () => {
    const onVerb = vi.fn();
    renderHook(() => useReviewKeys({ rows: ROWS, isOn: true, onVerb }));
    press("a");
    press("j");
    press("r");
    expect(onVerb.mock.calls).toEqual([["2", "accept"], ["3", "reject"]]);
  });

  it("leaves typing, shortcuts of the browser and dialogs alone", () => {
    const onVerb = vi.fn();
    const { rerender } = renderHook(({ isOn }) => useReviewKeys({ rows: ROWS, isOn, onVerb }), { initialProps: { isOn: true } });
    const field = document.body.appendChild(document.createElement("textarea"));
    press("a", field);
    press("a", window, { ctrlKey: true });
    rerender({ isOn: false });
    press("a");
    rerender({ isOn: true });
    document.body.appendChild(document.createElement("div")).setAttribute("role", "dialog");
    press("a");
    expect(onVerb).not.toHaveBeenCalled();
  });
});
