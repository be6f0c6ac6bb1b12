import { compareBatch, refoldAggregate } from '@payspool/projection';
import { z } from 'zod';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';

const Params = z.object({
  react: z.boolean(),
  /** The last aggregate that counts. Set when it begins. */
  upTo: z.string().optional(),
});
export type RebuildParams = z.output<typeof Params>;

const Cursor = z.object({ after: z.string() });
type Cursor = z.output<typeof Cursor>;

const Report = z.object({
  aggregates: z.int(),
  events: z.int(),
  differing: z.int(),
  applied: z.int(),
  /** Transitions that were published or, without `react`, are published with the next event. */
  transitions: z.int(),
  /** The first purchases and subscriptions that differ. */
  differences: z.array(z.unknown()),
});
export type RebuildReport = z.output<typeof Report>;

/** Aggregates of one step, which limits the memory. */
const BATCH = 200;
/** The differences that a report has at most. */
const MOST_DIFFERENCES = 1000;

/**
 * Computes every order and subscription again from the event log, and compares the result with the tables. Each purchase is read from one
 * snapshot of the database. Without `isRehearsal` those that differ are repaired.
 */
export const rebuildRows: OperationKind<RebuildParams, Cursor, RebuildReport> = {
  name: 'rebuild',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    const last = await db.aggregate.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
    return {
      params: { ...params, upTo: (last?.id ?? 0n).toString() },
      cursor: { after: '0' },
      report: { aggregates: 0, events: 0, differing: 0, applied: 0, transitions: 0, differences: [] },
      total: await db.aggregate.count(),
    };
  },
  step,
};

async function step(
  { params, cursor, report, isRehearsal }: StepState<RebuildParams, Cursor, RebuildReport>,
  { db, settings, emit }: StepContext,
): Promise<StepResult<Cursor, RebuildReport>> {
  const { differences, events, last, aggregates } = await compareBatch(db, {
    after: BigInt(cursor.after),
    upTo: BigInt(params.upTo ?? 0),
    limit: BATCH,
    settings,
  });
  let { applied, transitions } = report;
  for (const difference of differences) {
    emit?.(difference);
    if (isRehearsal) continue;
    const refolded = await refoldAggregate(db, difference.aggregateId, { react: params.react, settings });
    applied += refolded ? 1 : 0;
    transitions += refolded?.transitions ?? 0;
  }
  const shown = differences
    .slice(0, MOST_DIFFERENCES - report.differences.length)
    .map(({ aggregateId, ...difference }) => ({ aggregateId: aggregateId.toString(), ...difference }));
  return {
    cursor: { after: (last ?? 0n).toString() },
    report: {
      aggregates: report.aggregates + aggregates,
      events: report.events + events,
      differing: report.differing + differences.length,
      applied,
      transitions,
      differences: [...report.differences, ...shown],
    },
    done: report.aggregates + aggregates,
    isDone: last === undefined,
  };
}
