import { ignoredTypes } from '../contract/index.ts';

/** The other types of the SDK's union (dodopayments src/resources/webhooks/webhooks.ts), with the reason that is recorded. */
export const IGNORED = ignoredTypes({
  'emails about an unpaid renewal; the subscription and its payments come as events of their own': `
    dunning.started dunning.recovered`,
  'emails about a checkout that was left; its payments come as events of their own': `
    abandoned_checkout.detected abandoned_checkout.recovered`,
  'the delivery of what was bought, not its payment': `
    license_key.created entitlement_grant.created entitlement_grant.delivered entitlement_grant.failed
    entitlement_grant.revoked`,
  'credits that a customer can use up, not money': `
    credit.added credit.balance_low credit.deducted credit.expired credit.manual_adjustment credit.overage_charged
    credit.overage_reset credit.rolled_over credit.rollover_forfeited`,
  'a payout to the merchant, not a payment for an order': `
    payout.created payout.not_initiated payout.in_progress payout.on_hold payout.success payout.failed`,
});
