/** The plumb bob of the logo, swinging: something is being built. */
export function Plumbing() {
  return (
    <svg viewBox="0 0 64 72" aria-hidden className="h-24">
      <path d="M10 4h44" className="stroke-line-strong" strokeWidth="3" strokeLinecap="round" />
      <g className="origin-[32px_4px] animate-[swing_2.4s_ease-in-out_infinite_alternate]">
        <path d="M32 4v28" className="stroke-ink-faint" strokeWidth="2" />
        <path d="M23.500 32h17l3 8c1.600 4.800 1 8.800-1.900 13L32 66l-9.600-13c-2.900-4.200-3.500-8.200-1.900-13z" className="fill-pine" />
        <path d="M32 32h8.500l3 8c1.600 4.800 1 8.800-1.900 13L32 66z" className="fill-copper" />
      </g>
    </svg>
  );
}
