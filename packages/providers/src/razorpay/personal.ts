import type { PersonalPolicy } from '../personal/policy.ts';

/** Razorpay's entities: the payer's contact, bank account, wallet and card. The merchant's own keys are `notes`. */
export const personal: PersonalPolicy = {
  paths: [
    '**.bank_account',
    '**.shipping_address',
    '**.billing_address',
    '**.card.name',
    '**.customer.name',
    '**.acquirer_data.upi_transaction_id',
  ],
  plain: [],
};
