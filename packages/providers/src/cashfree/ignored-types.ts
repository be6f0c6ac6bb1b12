import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason. */
export const IGNORED = ignoredTypes({
  'the fee of a payment that arrives by itself': 'PAYMENT_CHARGES_WEBHOOK',
  'a charge that is only announced to the customer': `
    SUBSCRIPTION_PAYMENT_NOTIFICATION_INITIATED SUBSCRIPTION_CONTROLLED_NOTIFICATION_STATUS
    SUBSCRIPTION_PAYMENT_CONTROLLED_NOTIFICATION_STATUS`,
  'the state of a stored payment method': 'SUBSCRIPTION_CARD_EXPIRY_REMINDER',
  'a payout to the merchant or a vendor, not a payment for an order': `
    SETTLEMENT_INITIATED SETTLEMENT_SUCCESS SETTLEMENT_FAILED SETTLEMENT_REVERSED
    VENDOR_SETTLEMENT_INITIATED VENDOR_SETTLEMENT_SUCCESS VENDOR_SETTLEMENT_FAILED VENDOR_SETTLEMENT_REVERSED`,
  'the state of a terminal': 'TERMINAL_STATUS_UPDATE',
  'a test from the dashboard': 'WEBHOOK',
});
