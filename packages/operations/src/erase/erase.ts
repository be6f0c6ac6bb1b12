import { countBodies, ERASURE_KNOWN_AFTER_MS, eraseBatch, type ErasureScope } from '@payspool/projection';
import { z } from 'zod';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { type CustomerIds, eraseRows, readCustomerIds, unappliedPage } from './unapplied.ts';

/** More customers need several operations. */
export const MOST_CUSTOMERS = 1000;

const Params = z.object({
  provider: z.string().optional(),
  account: z.string().optional(),
  /** The provider's id of a customer. */
  customer: z.string().optional(),
  /** The same for several customers. */
  customers: z.array(z.string().min(1).max(255)).max(MOST_CUSTOMERS).optional(),
  /** Bodies that were received before this time, ISO 8601. */
  before: z.iso.datetime().optional(),
});
export type EraseParams = z.output<typeof Params>;

const Cursor = z.object({
  phase: z.enum(['bodies', 'unapplied', 'jobs']),
  /** Of `unapplied`: the last event that was read. */
  after: z.string().default('0'),
  /** The second round erases what other processes wrote during the first. */
  round: z.int().default(1),
});
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

/**
 * Erases raw bodies, and then finished jobs that hold such bodies. Of customers it erases the bodies of all events of their purchases, and of
 * events without a purchase that name them or one of their purchases. A rehearsal counts the bodies.
 */
export const erase: OperationKind<EraseParams, Cursor, EraseReport> = {
  name: 'erase',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    if (customersOf(params) === undefined && params.before === undefined)
      throw new Error('an erasure needs a customer or a time');
    return {
      params,
      cursor: { phase: 'bodies', after: '0', round: 1 },
      report: { bodies: 0 },
      total: customersOf(params) ? undefined : await countBodies(db, scopeOf(params)),
    };
  },
  step,
};

const customersOf = ({ customer, customers = [] }: EraseParams): readonly string[] | undefined => {
  const all = [...new Set([...(customer === undefined ? [] : [customer]), ...customers])];
  return all.length === 0 ? undefined : all;
};

const scopeOf = (params: EraseParams): ErasureScope => ({
  provider: params.provider,
  account: params.account,
  customerRefs: customersOf(params),
  receivedBefore: params.before === undefined ? undefined : new Date(params.before),
});

/** The ids of the customers are read at each step, so a step goes on for this time. */
const STEP_MS = 15_000;

type State = StepState<EraseParams, Cursor, EraseReport>;
type Result = StepResult<Cursor, EraseReport>;

async function step(state: State, context: StepContext): Promise<Result> {
  const { phase } = state.cursor;
  if (phase === 'bodies') return stepBodies(state, context);
  return phase === 'unapplied' ? stepUnapplied(state, context) : stepJobs(state, context);
}

async function stepBodies(
  { params, cursor, report, isRehearsal, done }: State,
  { db }: StepContext,
): Promise<Result> {
  const { erased, isDone } = isRehearsal
    ? { erased: await countBodies(db, scopeOf(params)), isDone: true }
    : await eraseBatch(db, scopeOf(params));
  const next = customersOf(params) === undefined ? 'jobs' : 'unapplied';
  return {
    cursor: isDone ? { ...cursor, phase: next } : cursor,
    report: { ...report, bodies: report.bodies + erased },
    done: done + erased,
    isDone: isRehearsal && isDone && next === 'jobs',
  };
}

async function stepUnapplied(
  { params, cursor, report, isRehearsal, done }: State,
  { db, signal }: StepContext,
): Promise<Result> {
  const scope = scopeOf(params);
  const ids = await readIds(params, db);
  const endsAt = performance.now() + STEP_MS;
  let after = BigInt(cursor.after);
  let erased = 0;
  for (;;) {
    const page = await unappliedPage(db, { ...scope, after });
    const found = page.filter((event) => ids?.areIn(event, event.rawBody)).map(({ id }) => id);
    // A rehearsal has counted in `bodies` what belongs to the customer's purchases.
    erased += isRehearsal
      ? found.length - (await countBodies(db, { ...scope, among: found }))
      : await eraseRows(db, found);
    after = page.at(-1)?.id ?? after;
    const isOver = page.length === 0;
    if (!isOver && performance.now() < endsAt && !signal.aborted) continue;
    return {
      cursor: isOver ? { ...cursor, phase: 'jobs' } : { ...cursor, after: after.toString() },
      report: { ...report, bodies: report.bodies + erased },
      done: done + erased,
      isDone: isRehearsal && isOver,
    };
  }
}

const readIds = async (params: EraseParams, db: StepContext['db']): Promise<CustomerIds | undefined> => {
  const customers = customersOf(params);
  return customers && readCustomerIds(db, { ...params, customers });
};

async function stepJobs({ params, cursor, report }: State, { db, forgetJobs }: StepContext): Promise<Result> {
  const ids = await readIds(params, db);
  const forgotten = await forgetJobs(ids && ((job) => ids.areIn(job, job.body)));
  const jobs = 'jobs' in forgotten ? { jobs: (report.jobs ?? 0) + forgotten.jobs } : forgotten;
  const next = { ...report, ...jobs };
  if (cursor.round > 1 || ids === undefined) return { cursor, report: next, isDone: true };
  return {
    cursor: { phase: 'bodies', after: '0', round: cursor.round + 1 },
    report: next,
    isDone: false,
    pauseMs: ERASURE_KNOWN_AFTER_MS,
  };
}
