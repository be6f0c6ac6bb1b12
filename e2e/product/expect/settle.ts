import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import { entitlementDifferences } from './entitlements.ts';
import { type Difference, differencesFrom } from './rows.ts';

const TIMEOUT_MS = 90_000;

/** Waits until the rows are right and all reactions have run, or until a time limit. Returns the remaining differences. */
export async function settle(db: Database, expected: ExpectedRows): Promise<Difference[]> {
  let differences: Difference[] = [];
  const right = async () => {
    const [rows, entitlements, transitions] = await Promise.all([
      differencesFrom(db, expected),
      entitlementDifferences(db, expected),
      transitionProblems(db),
    ]);
    differences = [...rows, ...entitlements, ...transitions];
    return differences.length === 0;
  };
  const wait = { timeoutMs: TIMEOUT_MS, everyMs: 100, what: 'the rows are right' };
  await waitFor(right, wait).catch((error: unknown) => {
    // No difference is known; only the comparison failed.
    if (differences.length === 0) throw error;
  });
  return differences;
}

/** Transitions that are not published or sent yet, and failed reactions. */
async function transitionProblems(db: Database): Promise<Difference[]> {
  const [waiting, undelivered, unsettled] = await Promise.all([
    db.$queryRaw<{ provider: string; id: bigint }[]>`
      SELECT provider, id FROM aggregates WHERE due_at = held_until OR due_at <= now()`,
    db.outbox.findMany({ where: { deliveredAt: null } }),
    db.reaction.findMany({ where: { status: { not: 'succeeded' } }, include: { outbox: true } }),
  ]);
  return [
    ...waiting.map(({ provider, id }) => ({
      provider,
      ref: `aggregate ${id}`,
      problem: 'is not published yet',
    })),
    ...undelivered.map(({ provider, aggregateRef: ref, topic }) => ({
      provider,
      ref,
      problem: `${topic} is not sent`,
    })),
    ...unsettled.map(({ consumer, status, outbox: { provider, aggregateRef: ref, topic } }) => ({
      provider,
      ref,
      problem: `the reaction ${consumer} to ${topic} is ${status}`,
    })),
  ];
}
