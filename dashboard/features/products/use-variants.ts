import { useCallback, useState } from "react";
import {
  blankVariant, completed, MAX_VARIANTS, combinationCount, optionDraftsOf, optionRenamed, variantDraftsOf, variantsAfter,
  type CellErrors, type OptionDraft, type VariantDraft, type VariantField,
} from "@/features/products/variant-drafts";
import type { Product } from "@/lib/api/types";

type State = { options: OptionDraft[]; variants: VariantDraft[]; errors: CellErrors; isDirty: boolean };

function stateOf(product: Product | undefined): State {
  if (product === undefined) return { options: [], variants: [blankVariant()], errors: {}, isDirty: false };
  const variants = variantDraftsOf(product);
  return { options: optionDraftsOf(product), variants: variants.length > 0 ? variants : [blankVariant()], errors: {}, isDirty: false };
}

function withoutError(errors: CellErrors, key: string, field: VariantField): CellErrors {
  if (errors[key]?.[field] === undefined) return errors;
  const others = Object.entries(errors[key]).filter(([name]) => name !== field);
  return { ...errors, [key]: Object.fromEntries(others) };
}

export type Variants = ReturnType<typeof useVariants>;

/** Holds options and variants of a product while they are edited; up to 2,000 rows. */
export function useVariants(product: Product | undefined) {
  const [state, setState] = useState(() => stateOf(product));

  const edit = useCallback((key: string, field: VariantField, text: string) => {
    setState((old) => ({
      ...old,
      isDirty: true,
      errors: withoutError(old.errors, key, field),
      variants: old.variants.map((variant) => (variant.key === key ? { ...variant, [field]: text } : variant)),
    }));
  }, []);
  const patch = useCallback((keys: ReadonlySet<string>, change: Partial<VariantDraft>) => {
    setState((old) => ({
      ...old,
      isDirty: true,
      variants: old.variants.map((variant) => (keys.has(variant.key) ? { ...variant, ...change } : variant)),
    }));
  }, []);
  const remove = useCallback((keys: ReadonlySet<string>) => {
    setState((old) => ({ ...old, isDirty: true, variants: old.variants.filter(({ key }) => !keys.has(key)) }));
  }, []);
  const changeOptions = useCallback((options: OptionDraft[]): boolean => {
    if (combinationCount(options) > MAX_VARIANTS) return false;
    setState((old) => ({ ...old, isDirty: true, options, variants: variantsAfter(old.variants, old.options, options) }));
    return true;
  }, []);
  const renameValue = useCallback((optionKey: string, from: string, to: string) => {
    setState((old) => {
      const used = old.options.filter(({ values }) => values.length > 0);
      const place = used.findIndex(({ key }) => key === optionKey);
      const swap = (values: string[], index: number) => values.map((value, at) => (at === index && value === from ? to : value));
      return {
        ...old,
        isDirty: true,
        options: old.options.map((option) => (option.key === optionKey ? optionRenamed(option, from, to) : option)),
        variants: old.variants.map((variant) => ({ ...variant, values: swap(variant.values, place) })),
      };
    });
  }, []);
  const complete = useCallback(() => {
    setState((old) => ({ ...old, isDirty: true, variants: completed(old.variants, old.options) }));
  }, []);
  const setErrors = useCallback((errors: CellErrors) => setState((old) => ({ ...old, errors })), []);
  const reset = useCallback((next: Product | undefined) => setState(stateOf(next)), []);

  return { ...state, edit, patch, remove, changeOptions, renameValue, complete, setErrors, reset };
}
