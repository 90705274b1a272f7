import next from "@next/eslint-plugin-next";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const config = [
  { ignores: [".next/**", "node_modules/**", "next-env.d.ts", "lib/api/core.d.ts", "lib/api/automation.d.ts"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  reactHooks.configs.flat.recommended,
  next.configs["core-web-vitals"],
  {
    rules: {
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "max-lines": ["error", 400],
      "no-console": "error",
      eqeqeq: "error",
      // A nonce per page view rules out static optimisation of images; the core serves renditions.
      "@next/next/no-img-element": "off",
    },
  },
];

export default config;
