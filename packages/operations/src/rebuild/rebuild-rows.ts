import { type AggregateDifference, compareBatch, refoldAggregate } from '@payspool/projection';
import { z } from 'zod';
import { MOST_REPORTED } from '../request/names.ts';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { aggregatesOf } from './aggregates-of.ts';

const Params = z.object({
  react: z.boolean(),
  /** Only the purchase or subscription with this reference: of its order, payment, subscription … */
  order: z.string().optional(),
  provider: z.string().optional(),
  account: z.string().optional(),
  /** The aggregates with that reference. Set when it begins. */
  only: z.array(z.string()).optional(),
  /** The last aggregate that counts. Set when it begins, or with the request. */
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
    const { only, upTo, total } = await aggregatesOf(db, params);
    return {
      params: { ...params, upTo, ...(only && { only }) },
      cursor: { after: '0' },
      report: { aggregates: 0, events: 0, differing: 0, applied: 0, transitions: 0, differences: [] },
      total,
    };
  },
  step,
};

/** A purchase that an attempt at the step has repaired, as the journal has it. */
interface Repaired {
  readonly difference: ShownDifference;
  readonly transitions: number;
}

/** A difference as JSON. */
type ShownDifference = Omit<AggregateDifference, 'aggregateId'> & { readonly aggregateId: string };

async function step(
  { params, cursor, report, isRehearsal }: StepState<RebuildParams, Cursor, RebuildReport>,
  { db, settings, emit, journal }: StepContext,
): Promise<StepResult<Cursor, RebuildReport>> {
  const range = rangeOf(params, cursor);
  if (!range) return { cursor, report, isDone: true };
  const { differences, events, last, aggregates } = await compareBatch(db, { ...range, settings });
  const repaired = [...((journal?.entries.values() ?? []) as Iterable<Repaired>)];
  let applied = report.applied + repaired.length;
  let transitions = report.transitions + repaired.reduce((sum, one) => sum + one.transitions, 0);
  for (const difference of differences) {
    emit?.(difference);
    if (isRehearsal) continue;
    const refolded = await refoldAggregate(db, difference.aggregateId, {
      react: params.react,
      settings,
      ...(journal && {
        beforeCommit: (tx, result) =>
          journal.write(tx, difference.aggregateId.toString(), {
            difference: shownOf(difference),
            transitions: result.transitions,
          } satisfies Repaired),
      }),
    });
    applied += refolded ? 1 : 0;
    transitions += refolded?.transitions ?? 0;
  }
  const found = [...repaired.map(({ difference }) => difference), ...differences.map(shownOf)];
  return {
    cursor: { after: (last ?? range.upTo).toString() },
    report: {
      aggregates: report.aggregates + aggregates,
      events: report.events + events,
      differing: report.differing + found.length,
      applied,
      transitions,
      differences: [
        ...report.differences,
        ...found.slice(0, Math.max(0, MOST_REPORTED - report.differences.length)),
      ],
    },
    done: report.aggregates + aggregates,
    isDone: params.only === undefined && last === undefined,
  };
}

const shownOf = ({ aggregateId, ...difference }: AggregateDifference): ShownDifference => ({
  aggregateId: aggregateId.toString(),
  ...difference,
});

/** The aggregates of the next step; `undefined` after the last of the chosen ones. */
function rangeOf({ only, upTo }: RebuildParams, { after }: Cursor) {
  if (!only) return { after: BigInt(after), upTo: BigInt(upTo ?? 0), limit: BATCH };
  const next = only.map(BigInt).find((id) => id > BigInt(after));
  return next === undefined ? undefined : { after: next - 1n, upTo: next, limit: 1 };
}
