import type { PersonalPolicy } from '../personal/policy.ts';

/** Personal values of the provider, by its documentation. The keys that every provider uses are in `personal/shared-rules.ts`. */
export const personal: PersonalPolicy = {
  paths: ['**.receipt_email', '**.charge.name'],
  plain: [],
};
