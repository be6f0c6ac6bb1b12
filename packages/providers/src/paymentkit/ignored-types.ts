import { ignoredTypes } from '../contract/index.ts';

/**
 * Known types that are ignored, with the reason. Most of the 214 names in payment-types lib/types.d.ts are copied from Stripe's
 * catalogue and have no meaning here. A type that is neither listed nor handled is ignored as unknown.
 */
export const IGNORED = ignoredTypes({
  'opened or changed; nothing has been bought yet': `
    checkout.session.created payment_intent.partially_funded`,
  'a token for the buyer, created after the purchase': 'checkout.session.nft_minted',
  'the catalogue, not a purchase': `
    payment_link.created payment_link.updated price.created price.updated price.deleted product.created
    product.updated product.deleted coupon.created coupon.updated coupon.deleted promotion_code.created
    promotion_code.updated`,
  'a draft or a notice; invoice.finalized and later events state the amount due': `
    invoice.created invoice.updated invoice.deleted invoice.sent invoice.upcoming
    invoice.finalization_failed invoiceitem.created invoiceitem.deleted`,
  'the payment comes as payment_intent.*': `
    charge.succeeded charge.failed charge.pending charge.captured charge.updated charge.expired`,
  'the refund comes as refund.*': 'charge.refunded charge.refund.updated',
  'a means of payment, not a payment': `
    setup_intent.created setup_intent.requires_action setup_intent.setup_failed setup_intent.succeeded
    setup_intent.canceled payment_method.attached payment_method.detached payment_method.updated
    payment_method.automatically_updated`,
  'the customer, not a purchase': 'customer.created customer.updated customer.deleted',
  "the customer's credits, not a purchase": `
    customer.credit.insufficient customer.credit.low_balance customer.credit_grant.granted
    customer.credit_grant.depleted`,
  'a payout to the merchant or a vendor, not a payment for an order': `
    payout.created payout.updated payout.paid payout.failed payout.canceled payout.reconciliation_completed`,
  'a notice about the operation of PaymentKit': `
    billing.discrepancy usage.report.empty exchange_rate.providers_unavailable exchange_rate.spread_exceeded`,
});
