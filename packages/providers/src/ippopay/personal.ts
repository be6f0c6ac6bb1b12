import type { PersonalPolicy } from '../personal/policy.ts';

/** IppoPay's answers: the customer of a transaction. */
export const personal: PersonalPolicy = {
  paths: ['**.customer.name', '**.customer.email', '**.customer.phone'],
  plain: ['**.merchant.name'],
};
