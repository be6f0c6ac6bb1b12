import type { PersonalPolicy } from '../personal/policy.ts';

/** Cashfree's payments and subscriptions: the customer, and the account, wallet or card that paid. */
export const personal: PersonalPolicy = {
  paths: [
    '**.customer_details.customer_name',
    '**.customer_details.customer_email',
    '**.customer_details.customer_phone',
    '**.payment_method.*.card_number',
    '**.payment_method.*.upi_id',
    '**.payment_method.*.account_number',
    '**.order_tags',
    '**.subscription_tags',
  ],
  // The bank's words for a failure.
  plain: ['**.upi.channel', '**.failure_details.failure_reason'],
};
