/** The findings in the rows of purchases and subscriptions. */
export const ROWS = [
  'merchant accounts',
  'merchant references',
  'unmatched refunds',
  'undivided disputes',
  'unknown periods',
  'overdue subscriptions',
];
