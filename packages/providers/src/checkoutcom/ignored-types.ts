import { ignoredTypes } from '../contract/index.ts';

/** Other known types (docs: developer-resources/event-notifications/event-types), with the reason that is recorded. */
export const IGNORED = ignoredTypes({
  'an authorization that stays as it was': `
    payment_void_declined payment_authorization_increment_declined`,
  'a payment that is not decided yet': `
    payment_compliance_review payment_optimized`,
  'the same dispute comes as dispute_received': `
    payment_chargeback payment_retrieval`,
  'a question about a payment; no money moves': `
    request_for_information_received fraud_reported`,
  'the check of a card, not a payment': `
    card_verified card_verification_declined authentication_started authentication_attempted
    authentication_approved authentication_failed authentication_expired`,
  'the state of a stored payment method': `
    payment_instrument_created payment_instrument_error payment_instrument_verification_passed
    payment_instrument_verification_failed source_updated bank_account_updated`,
  'a payout to a card or bank account, not a payment for an order': `
    payment_paid payout_paid payout_returned payout_declined`,
  'a batch of requests; its payments come as events of their own': `
    batch_successful batch_unsuccessful`,
});
