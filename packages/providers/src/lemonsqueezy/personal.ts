import type { PersonalPolicy } from '../personal/policy.ts';

/** Lemon Squeezy's orders and subscriptions. Its links open the customer's own pages. */
export const personal: PersonalPolicy = {
  paths: [
    'data.attributes.user_name',
    'data.attributes.user_email',
    'data.attributes.tax_name',
    'data.attributes.urls',
  ],
  plain: ['data.attributes.status_formatted'],
};
