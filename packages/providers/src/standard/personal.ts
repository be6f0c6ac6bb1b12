import type { PersonalPolicy } from '../personal/policy.ts';

/** The generic payload of Standard Webhooks: the customer is the merchant's own object. */
export const personal: PersonalPolicy = {
  paths: ['data.customer.name', 'data.customer.email', 'data.customer.phone'],
  plain: [],
};
