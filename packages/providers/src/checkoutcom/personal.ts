import type { PersonalPolicy } from '../personal/policy.ts';

/** Checkout.com's payments: the customer, the sender and recipient, the card and its address, and the address of the network. */
export const personal: PersonalPolicy = {
  paths: [
    '**.customer.name',
    '**.customer.email',
    '**.source.name',
    '**.destination.name',
    '**.source.billing_address',
    '**.shipping',
    '**.sender',
    '**.recipient',
    '**.payment_ip',
    '**.source.fingerprint',
  ],
  plain: [],
};
