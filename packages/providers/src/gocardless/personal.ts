import type { PersonalPolicy } from '../personal/policy.ts';

/** GoCardless names customers by id only. What the merchant keeps with a resource comes with each event. */
export const personal: PersonalPolicy = {
  paths: ['**.customers', '**.customer_bank_accounts', '**.payer_name_mismatch'],
  plain: [],
};
