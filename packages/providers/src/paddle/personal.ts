import type { PersonalPolicy } from '../personal/policy.ts';

/** Paddle's transactions: the buyer's details are entities of their own, so that an event has their ids only; invoice details are in it. */
export const personal: PersonalPolicy = {
  paths: [
    'data.billing_details.additional_information',
    '**.billing_details.purchase_order_number',
    '**.customer',
    '**.address',
    '**.business',
  ],
  plain: ['**.price.name', '**.product.name'],
};
