import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason (webhooks/all.md of razorpay/markdown-docs lists them). */
export const IGNORED = ignoredTypes({
  'nothing has been paid or promised yet': `
    payment_link.cancelled payment_link.expired qr_code.created qr_code.closed virtual_account.created
    virtual_account.closed order.notification.delivered order.notification.failed`,
  'the payment and the order come as payment.captured and order.paid': `
    qr_code.credited virtual_account.credited`,
  'the state of a payment method, not of a payment': `
    payment.downtime.started payment.downtime.updated payment.downtime.resolved`,
  'a transfer between Razorpay and the merchant, not a payment for an order': `
    settlement.processed transfer.processed transfer.failed transaction.created`,
  'the state of a stored payment method': `
    token.activated token.cancellation_initiated token.cancelled token.confirmed token.deactivated
    token.expiry_updated token.initiated token.paused token.rejected token.resumed token.suspended`,
  'a payout, not a payment for an order': `
    payout.pending payout.rejected payout.queued payout.initiated payout.processed payout.reversed
    payout.failed payout.updated fund_account.validation.completed fund_account.validation.failed`,
  'the state of a merchant account': `
    account.app.authorization_revoked account.activated account.rejected account.suspended
    account.under_review account.needs_clarification`,
});
