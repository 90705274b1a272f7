const KEY = "dropwright.last-store";

/** The store opened last in this browser, if storage is allowed. */
export function lastStore(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function rememberStore(storeId: string): void {
  try {
    window.localStorage.setItem(KEY, storeId);
  } catch {
    // Private windows may refuse; the first store opens then.
  }
}
