import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";

afterEach(cleanup);

function Page({ isAsking = false }: { isAsking?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>Open</button>
      {isAsking
        ? <ConfirmDialog isOpen={isOpen} onOpenChange={setOpen} title="Sure?" description="It cannot be undone." confirmLabel="Yes" onConfirm={() => setOpen(false)} />
        : <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Edit"><input aria-label="Name" autoFocus /></Dialog>}
    </>
  );
}

const settled = () => act(() => new Promise((go) => setTimeout(go, 20)));

it.each([false, true])("gives the focus back to what opened it (asking: %s)", async (isAsking) => {
  render(<Page isAsking={isAsking} />);
  const opener = screen.getByRole("button", { name: "Open" });
  opener.focus();
  fireEvent.click(opener);
  await settled();
  expect(screen.getByRole(isAsking ? "alertdialog" : "dialog").contains(document.activeElement)).toBe(true);
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  await settled();
  expect(screen.queryByRole(isAsking ? "alertdialog" : "dialog")).toBeNull();
  expect(document.activeElement).toBe(opener);
});
