import type { ExpectedRows } from '@payspool/cli';
import type { Purchase } from '../../proof/purchases.ts';
import { toldProblems } from '../../proof/told-problems.ts';
import { entitlementDifferences } from '../../expect/entitlements.ts';
import { differencesFrom } from '../../expect/rows.ts';
import type { DrillStack } from '../drill-stack.ts';
import type { Ledger } from '../ledger.ts';
import type { SupervisedApp } from '../supervised-app.ts';
import { type DeliveryVerdict, judgeDeliveries } from './judge-deliveries.ts';
import { reactionProblems } from './judge-reactions.ts';

export interface Verdict extends DeliveryVerdict {
  /** Orders and subscriptions that differ from the hand-written rows of the scenarios. */
  readonly wrongRows: readonly string[];
  /** Transitions that were not sent exactly once, and entitlements that differ from the scenarios. */
  readonly wrongReactions: readonly string[];
  /** Answers that an authentic delivery must not get: all except 2xx and 503. */
  readonly refused: number;
  /** Apps that ended by themselves or did not start. */
  readonly appFailures: readonly string[];
}

export const isGood = (verdict: Verdict): boolean =>
  isSettled(verdict) && verdict.refused === 0 && verdict.appFailures.length === 0;

/** Whether nothing is left that may still be completed. */
export const isSettled = ({ lost, twice, failed, wrongRows, wrongReactions }: Verdict): boolean =>
  [lost, twice, failed, wrongRows, wrongReactions].every(({ length }) => length === 0);

/** The data that is compared, after a drill or another test. */
interface JudgedStack extends Pick<DrillStack, 'db' | 'applications' | 'receiver'> {
  readonly ingests: readonly Pick<SupervisedApp, 'failures'>[];
  readonly workers: readonly Pick<SupervisedApp, 'failures'>[];
}

/** Compares all acknowledged deliveries with the tables. The expected results are written by hand in the scenarios, not computed by Payspool. */
export async function judge(
  { db, applications, receiver, ingests, workers }: JudgedStack,
  { purchases, ledger }: { readonly purchases: readonly Purchase[]; readonly ledger: Ledger },
): Promise<Verdict> {
  const expected = expectedRows(purchases);
  const [deliveries, rows, entitlements, reactions] = await Promise.all([
    judgeDeliveries({ db, applications }, ledger.signedBodies()),
    differencesFrom(db, expected),
    entitlementDifferences(db, expected),
    reactionProblems(db, receiver.attempts),
  ]);
  const described = (differences: typeof rows) =>
    differences.map(({ provider, ref, problem }) => `${provider} ${ref} ${problem}`);
  return {
    ...deliveries,
    wrongRows: described(rows),
    wrongReactions: [
      ...described(entitlements),
      ...reactions,
      ...toldProblems(purchases, receiver.attempts),
      ...(receiver.unverified() > 0 ? [`${receiver.unverified()} forwards were not authentic`] : []),
    ],
    refused: Object.entries(ledger.answers()).reduce(
      (sum, [status, times]) => sum + (/^(2\d\d|503|unreachable)$/.test(status) ? 0 : times),
      0,
    ),
    appFailures: [...ingests, ...workers].flatMap(({ failures }) => failures()),
  };
}

function expectedRows(purchases: readonly Purchase[]): ExpectedRows {
  const of = <Row>(pick: (purchase: Purchase) => readonly Row[]) =>
    purchases.flatMap((purchase) =>
      pick(purchase).map((row) => ({ ...row, provider: purchase.provider.slug })),
    );
  return {
    orders: of(({ expected }) => expected.orders),
    subscriptions: of(({ expected }) => expected.subscriptions),
  };
}
