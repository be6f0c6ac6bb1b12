import type { ExpectedOrder, ExpectedSubscription, Scenario, ScenarioContext } from './contract.ts';

/** The expected rows of one order. Unless the row says otherwise, its whole amount is paid and no money went back. */
export const oneOrder = (
  row: Pick<ExpectedOrder, 'orderRef' | 'status' | 'currency' | 'amountMinor'> & Partial<ExpectedOrder>,
): Scenario['expected'] => ({
  orders: [{ disputed: false, paidMinor: row.amountMinor, refundedMinor: 0n, chargedBackMinor: 0n, ...row }],
  subscriptions: [],
});

/** The expected row of one subscription. */
export const oneSubscription = (
  subscriptionRef: string,
  status: ExpectedSubscription['status'],
): Scenario['expected'] => ({ orders: [], subscriptions: [{ subscriptionRef, status }] });

/** A time of the scenario, `offset` seconds after its start. */
export const timeAt = ({ startsAt }: ScenarioContext, offset: number): Date =>
  new Date(startsAt.getTime() + offset * 1000);

/** The same in whole Unix seconds. */
export const secondsAt = (context: ScenarioContext, offset: number): number =>
  Math.floor(timeAt(context, offset).getTime() / 1000);
