import type { PersonalPolicy } from '../personal/policy.ts';

/** Paystack's customers, authorizations and disputes: card, bank, messages, and the device that paid. */
export const personal: PersonalPolicy = {
  paths: [
    'data.customer.first_name',
    'data.customer.last_name',
    '**.authorization.account_name',
    '**.authorization.bank',
    '**.messages',
    '**.history.by',
    '**.log',
    '**.evidence',
    'data.customer_note',
    'data.merchant_note',
  ],
  plain: ['**.cron_expression'],
};
