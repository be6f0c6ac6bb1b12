import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason (polarsource/polar server/polar/models/webhook_endpoint.py lists all types). */
export const IGNORED = ignoredTypes({
  'nothing is ordered before a checkout succeeds; the order then comes as order.created':
    'checkout.created checkout.updated checkout.expired',
  'customers are not kept': `
    customer.created customer.updated customer.deleted customer.state_changed customer_seat.assigned
    customer_seat.claimed customer_seat.revoked member.created member.updated member.deleted`,
  'what is sold, not a sale': `
    product.created product.updated discount.created discount.updated discount.deleted benefit.created
    benefit.updated`,
  'access that Polar manages, which follows from orders and subscriptions': `
    benefit_grant.created benefit_grant.cycled benefit_grant.updated benefit_grant.revoked`,
  'not about a purchase': 'organization.updated',
});
