import type { Transaction } from '@payspool/db';
import type { TransitionSubject, Topic } from '@payspool/events';
import type { Owner } from '../store/lock-references.ts';
import type { ToldSubject } from './told.ts';
import { TOLD_VERSION } from './told-upgrades.ts';

/**
 * What the outbox has told of things that their purchase or subscription knows nothing about: it was made anew, or what was told of it was lost
 * with another. They start over, and their occurrences go on counting: a number that is taken would refuse the event for good.
 */
export async function recallTold(
  tx: Transaction,
  { provider, account }: Owner,
  subjects: readonly TransitionSubject[],
): Promise<ToldSubject[]> {
  const rows = await tx.outbox.groupBy({
    by: ['aggregateKind', 'aggregateRef', 'topic'],
    where: {
      provider,
      account,
      OR: subjects.map(({ kind, ref }) => ({ aggregateKind: kind, aggregateRef: ref })),
    },
    _max: { occurrence: true },
  });
  return subjects.flatMap(({ kind, ref }) => {
    const told = rows.filter(
      ({ aggregateKind, aggregateRef }) => aggregateKind === kind && aggregateRef === ref,
    );
    if (told.length === 0) return [];
    const counts = Object.fromEntries(told.map(({ topic, _max }) => [topic as Topic, _max.occurrence ?? 0]));
    return [{ kind, ref, called: ref, heard: false, version: TOLD_VERSION, values: {}, counts }];
  });
}
