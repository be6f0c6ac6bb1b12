import type { PersonalPolicy } from '../personal/policy.ts';

/** Dodo's payments: the customer, and the billing address, whose keys are short. */
export const personal: PersonalPolicy = {
  paths: ['data.billing', 'data.customer.name', '**.card_holder_name', '**.custom_field_responses'],
  plain: [],
};
