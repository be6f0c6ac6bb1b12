import type { PersonalPolicy } from '../personal/policy.ts';

/** Stripe's objects by its API reference: what a buyer enters in Checkout, and the evidence of a dispute. */
export const personal: PersonalPolicy = {
  paths: [
    '**.shipping',
    '**.shipping_details',
    '**.customer_details',
    '**.billing_details',
    '**.collected_information',
    '**.custom_fields',
    '**.customer_shipping',
    '**.evidence',
    '**.owner',
    '**.verified_outputs',
  ],
  plain: ['**.statement_descriptor', '**.statement_descriptor_suffix', '**.account_name'],
};
