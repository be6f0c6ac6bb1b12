const OPEN = 'opened or changed; nothing has been bought yet';
const DRAFT = 'a draft or a notice; invoice.finalized and later events state the amount due';
const CATALOGUE = 'the catalogue, not a purchase';
const CUSTOMER = 'the customer, not a purchase';
const CREDIT = "the customer's credits, not a purchase";
const METHOD = 'a means of payment, not a payment';
const OUTGOING = 'a payout to the merchant or a vendor, not a payment for an order';
const OPERATIONS = 'a notice about the operation of PaymentKit';
const CHARGE = 'the payment comes as payment_intent.*';

/**
 * Known types that are ignored, with the reason. Most of the 214 names in payment-types lib/types.d.ts are copied from Stripe's
 * catalogue and have no meaning here. A type that is neither listed nor handled is ignored as unknown.
 */
export const IGNORED = {
  'checkout.session.created': OPEN,
  'checkout.session.nft_minted': 'a token for the buyer, created after the purchase',
  'payment_link.created': CATALOGUE,
  'payment_link.updated': CATALOGUE,
  'payment_intent.partially_funded': OPEN,
  'invoice.created': DRAFT,
  'invoice.updated': DRAFT,
  'invoice.deleted': DRAFT,
  'invoice.sent': DRAFT,
  'invoice.upcoming': DRAFT,
  'invoice.finalization_failed': DRAFT,
  'invoiceitem.created': DRAFT,
  'invoiceitem.deleted': DRAFT,
  'charge.succeeded': CHARGE,
  'charge.failed': CHARGE,
  'charge.pending': CHARGE,
  'charge.captured': CHARGE,
  'charge.updated': CHARGE,
  'charge.expired': CHARGE,
  'charge.refunded': 'the refund comes as refund.*',
  'charge.refund.updated': 'the refund comes as refund.*',
  'setup_intent.created': METHOD,
  'setup_intent.requires_action': METHOD,
  'setup_intent.setup_failed': METHOD,
  'setup_intent.succeeded': METHOD,
  'setup_intent.canceled': METHOD,
  'payment_method.attached': METHOD,
  'payment_method.detached': METHOD,
  'payment_method.updated': METHOD,
  'payment_method.automatically_updated': METHOD,
  'customer.created': CUSTOMER,
  'customer.updated': CUSTOMER,
  'customer.deleted': CUSTOMER,
  'customer.credit.insufficient': CREDIT,
  'customer.credit.low_balance': CREDIT,
  'customer.credit_grant.granted': CREDIT,
  'customer.credit_grant.depleted': CREDIT,
  'price.created': CATALOGUE,
  'price.updated': CATALOGUE,
  'price.deleted': CATALOGUE,
  'product.created': CATALOGUE,
  'product.updated': CATALOGUE,
  'product.deleted': CATALOGUE,
  'coupon.created': CATALOGUE,
  'coupon.updated': CATALOGUE,
  'coupon.deleted': CATALOGUE,
  'promotion_code.created': CATALOGUE,
  'promotion_code.updated': CATALOGUE,
  'payout.created': OUTGOING,
  'payout.updated': OUTGOING,
  'payout.paid': OUTGOING,
  'payout.failed': OUTGOING,
  'payout.canceled': OUTGOING,
  'payout.reconciliation_completed': OUTGOING,
  'billing.discrepancy': OPERATIONS,
  'usage.report.empty': OPERATIONS,
  'exchange_rate.providers_unavailable': OPERATIONS,
  'exchange_rate.spread_exceeded': OPERATIONS,
} as const;
