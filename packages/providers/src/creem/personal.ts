import type { PersonalPolicy } from '../personal/policy.ts';

/** Creem's customers, and the fields that a buyer fills in at checkout. */
export const personal: PersonalPolicy = {
  paths: ['**.customer.email', '**.customer.name', '**.custom_fields', '**.customer.country'],
  plain: [],
};
