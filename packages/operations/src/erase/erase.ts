import { countBodies, eraseBatch, type ErasureScope } from '@payspool/projection';
import { z } from 'zod';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';

const Params = z.object({
  provider: z.string().optional(),
  account: z.string().optional(),
  /** The provider's id of a customer. */
  customer: z.string().optional(),
  /** Bodies that were received before this time, ISO 8601. */
  before: z.iso.datetime().optional(),
});
export type EraseParams = z.output<typeof Params>;

const Cursor = z.object({ phase: z.enum(['bodies', 'jobs']) });
type Cursor = z.output<typeof Cursor>;

const Report = z.object({
  bodies: z.int(),
  /** Finished jobs that were removed from the queue; absent if they could not be. */
  jobs: z.int().optional(),
  /** Why finished jobs may still hold these bodies. */
  unknown: z.string().optional(),
  /** Whether the queue could not be reached. */
  isUnreachable: z.boolean().optional(),
});
export type EraseReport = z.output<typeof Report>;

/** Erases raw bodies, and then finished jobs that hold such bodies. A rehearsal counts the bodies. */
export const erase: OperationKind<EraseParams, Cursor, EraseReport> = {
  name: 'erase',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    if (params.customer === undefined && params.before === undefined)
      throw new Error('an erasure needs a customer or a time');
    return {
      params,
      cursor: { phase: 'bodies' },
      report: { bodies: 0 },
      total: await countBodies(db, scopeOf(params)),
    };
  },
  step,
};

const scopeOf = ({ provider, account, customer, before }: EraseParams): ErasureScope => ({
  provider,
  account,
  customerRef: customer,
  receivedBefore: before === undefined ? undefined : new Date(before),
});

async function step(
  { params, cursor, report, isRehearsal, done }: StepState<EraseParams, Cursor, EraseReport>,
  { db, forgetJobs }: StepContext,
): Promise<StepResult<Cursor, EraseReport>> {
  if (isRehearsal) {
    const bodies = await countBodies(db, scopeOf(params));
    return { cursor, report: { bodies }, done: bodies, isDone: true };
  }
  if (cursor.phase === 'bodies') {
    const { erased, isDone } = await eraseBatch(db, scopeOf(params));
    return {
      cursor: { phase: isDone ? 'jobs' : 'bodies' },
      report: { bodies: report.bodies + erased },
      done: done + erased,
      isDone: false,
    };
  }
  return { cursor, report: { ...report, ...(await forgetJobs()) }, isDone: true };
}
