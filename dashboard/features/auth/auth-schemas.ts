import { z } from "zod";

const email = z.email("Enter an e-mail address like name@example.com.");
export const newPasswordSchema = z
  .string()
  .min(10, "At least 10 characters.")
  .max(256, "At most 256 characters.");

export const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/;

export const loginSchema = z.object({ email, password: z.string().min(1, "Enter your password.") });

export const registerSchema = z.object({
  full_name: z.string().trim().max(120, "At most 120 characters."),
  email,
  password: newPasswordSchema,
  store_name: z.string().trim().min(1, "Give your shop a name.").max(120, "At most 120 characters."),
  subdomain: z.string().regex(SUBDOMAIN, "3 to 63 letters a–z, digits and hyphens; hyphens only inside."),
});

export const forgotSchema = z.object({ email });

export const resetSchema = z
  .object({ password: newPasswordSchema, repeated: z.string() })
  .refine(({ password, repeated }) => password === repeated, { path: ["repeated"], message: "The two passwords differ." });

export const passwordChangeSchema = z
  .object({ current_password: z.string().min(1, "Enter your current password."), new_password: newPasswordSchema, repeated: z.string() })
  .refine((values) => values.new_password === values.repeated, { path: ["repeated"], message: "The two passwords differ." });

/** Makes a subdomain of a shop's name: "Café Böhm & Co" → "cafe-bohm-co". */
export function subdomainOf(name: string): string {
  const plain = name.replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-").slice(0, 50).replace(/^-+|-+$/g, "");
}

/** Only addresses of this dashboard: a link must not send a member elsewhere after signing in. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || /[\\\u0000-\u001f]/.test(next)) return "/";
  return next;
}
