export { type Found, LOOK_BACK_DAYS, type Look } from './found.ts';
export { overdueSubscriptions } from './overdue-subscriptions.ts';
export { refsPaidTwice } from './refs-paid-twice.ts';
export { severalMerchants } from './several-merchants.ts';
export { undividedDisputes } from './undivided-disputes.ts';
export { unknownPeriods } from './unknown-periods.ts';
export { unmatchedRefunds } from './unmatched-refunds.ts';
