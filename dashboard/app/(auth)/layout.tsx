import type { ReactNode } from "react";
import { LogoMark, Wordmark } from "@/components/logo";

/** Form at the left; at the right, on wide screens, what the product stands for. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(28rem,1fr)_1.15fr]">
      <main className="flex flex-col px-5 py-6 sm:px-10">
        <Wordmark className="self-start" />
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-10">{children}</div>
      </main>
      <aside aria-hidden className="relative hidden overflow-hidden bg-[oklch(0.31_0.055_168)] text-[oklch(0.96_0.012_110)] lg:block">
        <svg className="absolute inset-0 size-full text-white/[0.055]">
          <defs>
            <pattern id="grid" width="56" height="56" patternUnits="userSpaceOnUse">
              <path d="M56 0H0v56" fill="none" stroke="currentColor" />
            </pattern>
          </defs>
          <rect width="100%" height="100%" fill="url(#grid)" />
        </svg>
        <svg viewBox="0 0 200 640" className="absolute top-0 right-[14%] h-[74%]">
          <path d="M100 0v380" stroke="oklch(0.9 0.02 110)" strokeWidth="2" />
          <path d="M66 380h68l14 38c9 26 5 48-10 68l-38 52-38-52c-15-20-19-42-10-68z" fill="oklch(0.95 0.012 105)" />
          <path d="M100 380h34l14 38c9 26 5 48-10 68l-38 52z" fill="oklch(0.7 0.125 50)" />
          <path d="M72 366h56v14H72z" fill="oklch(0.82 0.03 105)" />
        </svg>
        <div className="absolute inset-x-14 bottom-16 max-w-md">
          <LogoMark className="mb-6 size-9" />
          <p className="text-3xl font-semibold tracking-[-0.03em] text-balance">A shop that hangs straight.</p>
          <p className="mt-3 text-base text-white/75">Bring in products, put them in your own words, sell them under your own name. Suppliers ship, you keep the customers.</p>
        </div>
      </aside>
    </div>
  );
}
