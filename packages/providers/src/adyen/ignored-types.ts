import { ignoredTypes } from '../contract/index.ts';

/** Event codes that change no purchase (Adyen's Webhooks-v1 specification). */
export const IGNORED = ignoredTypes({
  'a report of fraud: no money has moved': 'NOTIFICATION_OF_FRAUD',
  'a question about a payment: no money has moved, and no event says when it ends':
    'REQUEST_FOR_INFORMATION INFORMATION_SUPPLIED',
  'a step of a dispute that moves no money':
    'ISSUER_COMMENTS DISPUTE_DEFENSE_PERIOD_ENDED PREARBITRATION_DECLINED SCHEME_ARBITRATION',
  'a review of a payment, whose capture or cancellation has its own event':
    'MANUAL_REVIEW_ACCEPT MANUAL_REVIEW_REJECT',
  'a plan of retries: each retry has its own AUTHORISATION': 'AUTORESCUE CANCEL_AUTORESCUE',
  'a stored payment method is no purchase': 'RECURRING_CONTRACT',
  'the refund that it voids is not documented': 'VOID_PENDING_REFUND',
  'payments to the merchant are not kept': 'PAYOUT_THIRDPARTY PAYOUT_DECLINE PAYOUT_EXPIRE PAIDOUT_REVERSED',
  'reports are not kept': 'REPORT_AVAILABLE',
  'changed bank details of a customer':
    'ACH_NOTIFICATION_OF_CHANGE DIRECT_DEBIT_NOTICE_OF_CHANGE_NOTIFICATION',
});
