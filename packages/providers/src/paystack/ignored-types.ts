import { ignoredTypes } from '../contract/index.ts';

/** Known types that are ignored, with the reason (PaystackOSS/doc-code-snippets src/doc has a sample of each). */
export const IGNORED = ignoredTypes({
  'the money of a payment request comes as charge.success, which does not name the request': `
    paymentrequest.pending paymentrequest.success`,
  'the authorization stays as it was': `preauthorization.release.failed`,
  'a bank transfer of a wrong amount, which did not become a payment': `bank.transfer.rejected`,
  'the state of a stored payment method': `
    subscription.expiring_cards direct_debit.authorization.created direct_debit.authorization.active`,
  'a transfer from the merchant, not a payment for an order': `
    transfer.success transfer.failed transfer.reversed`,
  'the state of an account number of a customer': `
    dedicatedaccount.assign.success dedicatedaccount.assign.failed`,
  'the state of a customer': `customeridentification.success customeridentification.failed`,
});
