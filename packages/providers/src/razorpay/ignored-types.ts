const COVERED = 'the payment and the order come as payment.captured and order.paid';
const DOWNTIME = 'the state of a payment method, not of a payment';
const SETTLEMENT = 'a transfer between Razorpay and the merchant, not a payment for an order';
const TOKEN = 'the state of a stored payment method';
const OUTGOING = 'a payout, not a payment for an order';
const NO_MONEY = 'nothing has been paid or promised yet';
const ACCOUNT = 'the state of a merchant account';

/** Known types that are ignored, with the reason (webhooks/all.md of razorpay/markdown-docs lists them). */
export const IGNORED = {
  'payment_link.cancelled': NO_MONEY,
  'payment_link.expired': NO_MONEY,
  'qr_code.credited': COVERED,
  'qr_code.created': NO_MONEY,
  'qr_code.closed': NO_MONEY,
  'virtual_account.credited': COVERED,
  'virtual_account.created': NO_MONEY,
  'virtual_account.closed': NO_MONEY,
  'order.notification.delivered': NO_MONEY,
  'order.notification.failed': NO_MONEY,
  'payment.downtime.started': DOWNTIME,
  'payment.downtime.updated': DOWNTIME,
  'payment.downtime.resolved': DOWNTIME,
  'settlement.processed': SETTLEMENT,
  'transfer.processed': SETTLEMENT,
  'transfer.failed': SETTLEMENT,
  'transaction.created': SETTLEMENT,
  'token.activated': TOKEN,
  'token.cancellation_initiated': TOKEN,
  'token.cancelled': TOKEN,
  'token.confirmed': TOKEN,
  'token.deactivated': TOKEN,
  'token.expiry_updated': TOKEN,
  'token.initiated': TOKEN,
  'token.paused': TOKEN,
  'token.rejected': TOKEN,
  'token.resumed': TOKEN,
  'token.suspended': TOKEN,
  'payout.pending': OUTGOING,
  'payout.rejected': OUTGOING,
  'payout.queued': OUTGOING,
  'payout.initiated': OUTGOING,
  'payout.processed': OUTGOING,
  'payout.reversed': OUTGOING,
  'payout.failed': OUTGOING,
  'payout.updated': OUTGOING,
  'fund_account.validation.completed': OUTGOING,
  'fund_account.validation.failed': OUTGOING,
  'account.app.authorization_revoked': ACCOUNT,
  'account.activated': ACCOUNT,
  'account.rejected': ACCOUNT,
  'account.suspended': ACCOUNT,
  'account.under_review': ACCOUNT,
  'account.needs_clarification': ACCOUNT,
} as const;
