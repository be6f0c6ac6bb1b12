import type { PersonalPolicy } from '../personal/policy.ts';

/** Shopify's orders: the customer, both addresses, the browser, and notes. The name of an order is its number. */
export const personal: PersonalPolicy = {
  paths: [
    'customer.first_name',
    'customer.last_name',
    '**.client_details',
    '**.browser_ip',
    '**.shipping_address',
    '**.billing_address',
    '**.payment_details',
    'note',
    'note_attributes.value',
    'landing_site',
    'referring_site',
  ],
  plain: ['name', 'order.name', 'note_attributes.name', 'line_items.title'],
};
