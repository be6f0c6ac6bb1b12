import type { PersonalPolicy } from '../personal/policy.ts';

/** Apple sends no name, address or e-mail: a purchase is known by ids, and by the token that the app gave its own user. */
export const personal: PersonalPolicy = {
  paths: [],
  plain: ['**.type'],
};
