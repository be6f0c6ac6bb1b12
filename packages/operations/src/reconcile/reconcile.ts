import type { Begun, OperationKind, StepContext } from '../operations/operation-kind.ts';
import { nameOfUnit, type OpenUnit, openUnit, refusalOf, unitsOf, usedAmong } from '../operations/units.ts';
import { resolveDrift } from './drift-rows.ts';
import { DRIFT_CLASSES, type DriftClass } from './finding.ts';
import { PHASES } from './phases.ts';
import { secondLook } from './second-look.ts';
import {
  beginUnit,
  Cursor,
  goOn,
  Params,
  type Reading,
  type ReconcileCursor,
  type ReconcileParams,
  type ReconcileReport,
  type ReconcileResult,
  type ReconcileState,
  Report,
  withFinding,
  withUnread,
} from './state.ts';

/** A second look begins when there are this many candidates, so that the cursor stays small. */
const MANY_CANDIDATES = 200;

/**
 * Compares our rows with the objects of providers' APIs: all that were created in a span, and all that are not final here. An object that
 * differs is read again by its id after some time, and reported only if it still differs. With `isRehearsal` nothing is recorded. Otherwise
 * objects that are missing or further than our rows are recorded as observations, in the transaction that computes the rows.
 */
export const reconcile: OperationKind<ReconcileParams, ReconcileCursor, ReconcileReport> = {
  name: 'reconcile',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db, accounts, io }) => {
    const { units, uncovered } = unitsOf(accounts, params);
    const { until = io.now().toISOString() } = params;
    const cursor = beginUnit(0, params);
    const report: ReconcileReport = {
      read: 0,
      counts: Object.fromEntries(DRIFT_CLASSES.map((name) => [name, 0])) as Record<DriftClass, number>,
      applied: 0,
      transitions: 0,
      findings: [],
      unread: [],
      uncovered: await usedAmong(db, uncovered),
    };
    return { params: { units, ...params, until }, cursor, report } satisfies Begun<
      ReconcileParams,
      ReconcileCursor,
      ReconcileReport
    >;
  },
  step,
};

async function step(state: ReconcileState, context: StepContext): Promise<ReconcileResult> {
  const { params, cursor, report } = state;
  const unit = params.units?.[cursor.unit];
  if (!unit) return { cursor, report, isDone: true };
  const reading = { unit, ...openUnit(context.accounts, unit) };
  const refusal = refusalOf(reading) ?? noObjects(reading);
  if (refusal !== undefined)
    return goOn(state, {
      cursor: beginUnit(cursor.unit + 1, params),
      report: withUnread(report, nameOfUnit(unit), refusal),
    });
  if (cursor.phase === 'again' || cursor.candidates.length >= MANY_CANDIDATES)
    return again(state, reading, context);
  return PHASES[cursor.phase](state, reading, context);
}

const noObjects = ({ account: { provider } }: OpenUnit): string | undefined =>
  provider.reads?.objects ? undefined : `${provider.title}'s API has no objects that can be read`;

/** How often a unit is read while objects of it are recorded. */
const MOST_PASSES = 3;

/**
 * The next unit, or a further pass: an object that means nothing alone, such as an order without its payment, may differ after another one
 * was recorded.
 */
function afterPass({ params, cursor, report, isRehearsal }: ReconcileState): ReconcileCursor {
  const { applied } = report;
  const isAgain = !isRehearsal && applied > cursor.applied && cursor.pass < MOST_PASSES;
  return isAgain
    ? beginUnit(cursor.unit, params, { pass: cursor.pass + 1, applied })
    : beginUnit(cursor.unit + 1, params, { applied });
}

/** The second look at some candidates. After the last one of the last phase the next unit begins. */
async function again(
  state: ReconcileState,
  reading: Reading,
  context: StepContext,
): Promise<ReconcileResult> {
  const { cursor } = state;
  if (cursor.candidates.length === 0) return goOn(state, { cursor: afterPass(state) });
  const { found, resolved, unread, ...rest } = await secondLook(state, reading, context);
  let { report } = state;
  const now = context.io.now();
  for (const key of resolved) await resolveDrift(context.db, key, now);
  for (const { finding, transitions } of found) {
    report = withFinding(report, finding, context);
    report = { ...report, transitions: report.transitions + transitions };
  }
  for (const { what, reason } of unread) report = withUnread(report, what, reason);
  return goOn(state, { report, ...rest });
}
