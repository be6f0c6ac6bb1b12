import type { PersonalPolicy } from '../personal/policy.ts';

/** Square's payments and invoices: buyer, recipient, addresses, and the notes of the merchant. */
export const personal: PersonalPolicy = {
  paths: [
    '**.buyer_email_address',
    '**.primary_recipient.given_name',
    '**.primary_recipient.family_name',
    '**.card.cardholder_name',
    '**.recipient',
    '**.device_details',
    '**.note',
    '**.statement_description_identifier',
  ],
  plain: ['**.subscription.source.name'],
};
