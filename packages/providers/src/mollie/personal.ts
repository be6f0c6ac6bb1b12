import type { PersonalPolicy } from '../personal/policy.ts';

/** Mollie's payments: addresses, the account or card that paid, and the description that a customer sees. */
export const personal: PersonalPolicy = {
  paths: [
    '**.details.consumerName',
    '**.details.consumerAccount',
    '**.details.cardHolder',
    '**.details.cardNumber',
    '**.details.cardFingerprint',
    '**.billingAddress',
    '**.shippingAddress',
    '**.shopperCountry',
  ],
  plain: ['**.interval'],
};
