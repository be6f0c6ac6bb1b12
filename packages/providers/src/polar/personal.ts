import type { PersonalPolicy } from '../personal/policy.ts';

/** Polar's customers and users, and what a customer writes when cancelling. */
export const personal: PersonalPolicy = {
  paths: [
    '**.customer.name',
    '**.user.public_name',
    '**.user.avatar_url',
    '**.billing_name',
    '**.customer_cancellation_comment',
    '**.custom_field_data',
  ],
  plain: ['**.items.label'],
};
