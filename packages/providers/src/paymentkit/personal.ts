import type { PersonalPolicy } from '../personal/policy.ts';

/** PaymentKit's customers are wallets: their name, their address and what the merchant wrote about them. */
export const personal: PersonalPolicy = {
  paths: ['**.customer_details', '**.customer.shipping', '**.customer.address', '**.customer.name'],
  plain: [],
};
