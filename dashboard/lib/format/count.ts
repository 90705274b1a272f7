/** "1 time", "3 times": a number with its word. `many` is needed where it is not just an s more. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
