import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason (paddle-node-sdk src/notifications/helpers/types.ts lists all types). */
export const IGNORED = ignoredTypes({
  'customers are not kept': `
    customer.created customer.imported customer.updated address.created address.imported address.updated
    business.created business.imported business.updated`,
  'what is sold, not a sale': `
    product.created product.imported product.updated price.created price.imported price.updated
    discount.created discount.imported discount.updated discount_group.created discount_group.updated`,
  'the state of a stored payment method': 'payment_method.saved payment_method.deleted',
  'a transfer from Paddle to the merchant, not a payment for an order': 'payout.created payout.paid',
  'not about a purchase': `
    report.created report.updated api_key.created api_key.updated api_key.expiring api_key.expired
    api_key.revoked api_key_exposure.created client_token.created client_token.updated client_token.revoked`,
});
