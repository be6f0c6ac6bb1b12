import { ignoredTypes } from '../contract/index.ts';

/** Known types that change nothing (developer.gocardless.com API reference, "Event types"). */
export const IGNORED = ignoredTypes({
  'it is about the payout of a failure or chargeback, which has an event of its own': `
    payments.late_failure_settled payments.chargeback_settled payments.surcharge_fee_debited`,
  'it is about the payout of a refund': 'refunds.refund_settled',
  'the amount of a subscription is not kept': 'subscriptions.amended',
  'it announces a change that has an event of its own': `
    subscriptions.scheduled_pause subscriptions.scheduled_pause_cancelled subscriptions.scheduled_resume`,
  'its payments have events of their own': 'instalment_schedules.errored instalment_schedules.resumed',
  'a mandate is not a purchase; its payments and subscriptions have events of their own': `
    mandates.active mandates.blocked mandates.cancelled mandates.consumed mandates.created
    mandates.customer_approval_granted mandates.customer_approval_skipped mandates.expired mandates.failed
    mandates.reinstated mandates.replaced mandates.resubmission_requested mandates.submitted mandates.transferred`,
  'its payment and its mandate have events of their own': `
    billing_requests.bank_authorisation_authorised billing_requests.bank_authorisation_denied
    billing_requests.bank_authorisation_expired billing_requests.bank_authorisation_failed
    billing_requests.bank_authorisation_visited billing_requests.cancelled billing_requests.choose_currency
    billing_requests.collect_amount billing_requests.collect_bank_account billing_requests.collect_customer_details
    billing_requests.created billing_requests.failed billing_requests.flow_created billing_requests.flow_exited
    billing_requests.flow_visited billing_requests.fulfilled billing_requests.payer_details_confirmed
    billing_requests.payer_geo_blocked billing_requests.select_institution`,
  'payouts are not kept': `
    payouts.fx_rate_confirmed payouts.paid payouts.tax_exchange_rates_confirmed`,
  'it is about your own account': `
    creditors.account_auto_frozen creditors.account_auto_frozen_reverted creditors.bounced_payout
    creditors.new_payout_currency_added creditors.updated scheme_identifiers.activated
    exports.completed exports.failed exports.started payer_authorisations.completed payer_authorisations.failed`,
});
