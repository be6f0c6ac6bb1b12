import { ignoredTypes } from '../contract/index.ts';

/** Known event types that change nothing, with the reason that is recorded. */
export const IGNORED = ignoredTypes({
  'describes the account itself': `
    account.updated account.application.authorized account.application.deauthorized`,
  "moves money between Stripe's balances and the bank, not between buyer and merchant": `
    application_fee.created application_fee.refunded balance.available payout.created payout.updated
    payout.paid payout.failed payout.canceled payout.reconciliation_completed topup.created topup.succeeded
    topup.failed topup.canceled topup.reversed transfer.created transfer.updated transfer.reversed`,
  'describes an offer, not a purchase': `
    coupon.created coupon.updated coupon.deleted payment_link.created payment_link.updated plan.created
    plan.updated plan.deleted price.created price.updated price.deleted product.created product.updated
    product.deleted promotion_code.created promotion_code.updated tax_rate.created tax_rate.updated`,
  'an intermediate step of an invoice': `
    credit_note.created credit_note.updated credit_note.voided invoice.created invoice.updated
    invoice.deleted invoice.sent invoice.upcoming invoice.will_be_due invoice.overdue
    invoice.finalization_failed invoiceitem.created invoiceitem.deleted`,
  'describes a customer, not a purchase': `
    customer.created customer.updated customer.deleted customer.discount.created customer.discount.updated
    customer.discount.deleted customer.tax_id.created customer.tax_id.updated customer.tax_id.deleted`,
  'describes a means of payment, not a payment': `
    customer.source.created customer.source.updated customer.source.deleted customer.source.expiring
    mandate.updated payment_method.attached payment_method.automatically_updated payment_method.detached
    payment_method.updated setup_intent.created setup_intent.requires_action setup_intent.succeeded
    setup_intent.setup_failed setup_intent.canceled`,
  'an assessment or a schedule; its result has its own event': `
    quote.created quote.finalized quote.accepted quote.canceled radar.early_fraud_warning.created
    radar.early_fraud_warning.updated review.opened review.closed subscription_schedule.created
    subscription_schedule.updated subscription_schedule.expiring subscription_schedule.completed
    subscription_schedule.released subscription_schedule.canceled subscription_schedule.aborted`,
});
