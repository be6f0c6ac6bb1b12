import type { PersonalPolicy } from '../personal/policy.ts';

/** PayPal's resources of both versions: the payer, where it is shipped to, and what buyer and merchant wrote in a dispute. `custom` of version 1 is the merchant's own id. */
export const personal: PersonalPolicy = {
  paths: [
    'resource.payer.name',
    '**.shipping',
    '**.shipping_info',
    '**.subscriber.name',
    '**.payment_source',
    '**.messages',
    '**.evidences',
    '**.buyer.name',
    '**.note_to_payer',
    '**.invoice.note',
  ],
  plain: ['resource.product.name', 'resource.payment_source.type'],
};
