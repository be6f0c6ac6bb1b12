import type { Observation } from '@payspool/providers';
import { openAccess } from '../reading/access.ts';
import { type Attempt, attempt } from '../operations/attempt.ts';
import { paceOf, type StepContext } from '../operations/operation-kind.ts';
import { type ReadObject, readObject } from '../operations/read-object.ts';
import { nameOfUnit, rowsAccountOf, type Unit, type Unread } from '../operations/units.ts';
import { type DriftKey, driftSince, writeDrift } from './drift-rows.ts';
import { canBeApplied, type Finding } from './finding.ts';
import { judge } from './judge.ts';
import type { Candidate, Reading, ReconcileResult, ReconcileState } from './state.ts';
import { recordObject } from './record-object.ts';

/** Candidates of one step: each needs a call. */
const AT_ONCE = 20;
/** How often it waits for a queue that is behind: some ten minutes. */
const MOST_PUT_OFF = 600;

interface SecondLook extends Pick<ReconcileResult, 'cursor'> {
  readonly pauseMs?: number;
  /** Candidates that still differ, with the transitions of those that were recorded. */
  readonly found: readonly { readonly finding: Finding; readonly transitions: number }[];
  /** Objects that do not differ (any more). */
  readonly resolved: readonly DriftKey[];
  readonly unread: readonly Unread[];
}

const NOTHING = { found: [], resolved: [], unread: [] };

/**
 * Reads the first candidates again by their ids, when the time since the first look has been long enough for their deliveries to be
 * applied. An object that has changed meanwhile, or whose state is in the queue, is no finding.
 */
export async function secondLook(
  state: ReconcileState,
  reading: Reading,
  context: StepContext,
): Promise<SecondLook> {
  const { cursor } = state;
  const { unit } = reading;
  const batch = cursor.candidates.slice(0, AT_ONCE);
  const rest = { ...cursor, candidates: cursor.candidates.slice(AT_ONCE), tries: 0, putOff: 0 };
  const waitMs = await msToWait(batch, context);
  if (waitMs > 0 && cursor.putOff >= MOST_PUT_OFF)
    return {
      ...NOTHING,
      cursor: rest,
      unread: batch.map((one) => ({
        what: nameOf(one, unit),
        reason: 'it differs, and the queue is too far behind to say whether its delivery is in it',
      })),
    };
  if (waitMs > 0) return { ...NOTHING, cursor: { ...cursor, putOff: cursor.putOff + 1 }, pauseMs: waitMs };

  const answers: { readonly candidate: Candidate; readonly answer: Observation | 'gone' }[] = [];
  const unread: Unread[] = [];
  for (const candidate of batch) {
    const answer = await readAgain(candidate, reading, { tries: cursor.tries, ...context });
    if ('pauseMs' in answer)
      return { ...NOTHING, cursor: { ...cursor, tries: answer.tries }, pauseMs: answer.pauseMs };
    if ('unread' in answer) unread.push({ what: nameOf(candidate, unit), reason: answer.unread });
    else answers.push({ candidate, answer: answer.value });
  }
  const settled = await settle(answers, state, { reading, context });
  return { cursor: rest, unread, ...settled };
}

const nameOf = ({ kind, id }: Pick<Candidate, 'kind' | 'id'>, unit: Unit): string =>
  `${nameOfUnit(unit)} ${kind} ${id}`;

/** Milliseconds until the deliveries that were on their way at the first look should have been applied; 0 if they have been. */
async function msToWait(
  batch: readonly Candidate[],
  { queue, io, ...context }: StepContext,
): Promise<number> {
  const { secondLookMs, fullMs } = paceOf(context);
  const lookedAt = Math.max(...batch.map(({ at }) => at));
  const now = io.now().getTime();
  const left = lookedAt + secondLookMs - now;
  if (left > 0) return left;
  const oldestMs = await queue.oldestWaitingMs();
  return oldestMs !== undefined && now - oldestMs < lookedAt ? fullMs : 0;
}

function readAgain(
  { kind, id }: Candidate,
  { account, merchant }: Reading,
  { tries, ...context }: StepContext & { readonly tries: number },
): Promise<Attempt<Observation | 'gone'>> {
  const { objects } = account.provider.reads ?? {};
  const { db, io, signal, onCall } = context;
  const access = openAccess({ purpose: 'reconcile', account, merchant, db, io, signal, onCall });
  return attempt(tries, context, async () => (objects ? objects.get({ kind, id }, access) : 'gone'));
}

async function settle(
  answers: readonly { readonly candidate: Candidate; readonly answer: Observation | 'gone' }[],
  state: ReconcileState,
  { reading, context }: { readonly reading: Reading; readonly context: StepContext },
): Promise<Pick<SecondLook, 'found' | 'resolved'>> {
  const { unit, ...opened } = reading;
  const { db, io, settings } = context;
  const found: { finding: Finding; transitions: number }[] = [];
  const resolved: DriftKey[] = [];
  const keyOf = ({ kind, id }: Pick<Candidate, 'kind' | 'id'>): DriftKey => ({
    provider: unit.provider,
    accounts: [rowsAccountOf(unit)],
    kind,
    id,
  });
  const gone = answers.filter(({ answer }) => answer === 'gone').map(({ candidate }) => candidate);
  for (const candidate of gone) {
    // What the list had and is deleted now is no finding of ours.
    if (!candidate.isGone) resolved.push(keyOf(candidate));
    else found.push({ finding: await noteGone(candidate, unit, context), transitions: 0 });
  }
  const observations = answers.flatMap(({ answer }) => (answer === 'gone' ? [] : [answer]));
  const objects = observations.map((one) => readObject(one, { ...opened, now: io.now() }));
  for (const judged of await judge(db, objects, { unit, settings })) {
    const { object } = judged;
    const finding = judged.finding && unlessRecorded(judged.finding, state);
    if (finding && !(await isQueued(object, unit, context))) {
      await writeDrift(db, finding, io.now());
      const transitions = await applyIt(object, finding, { state, unit, context });
      if (transitions !== undefined) resolved.push({ ...keyOf(object), accounts: [finding.account] });
      found.push({
        finding: { ...finding, applied: transitions !== undefined },
        transitions: transitions ?? 0,
      });
      continue;
    }
    const key = keyOf(object);
    // This process, or one that was killed, recorded it in this operation and did not save the step.
    const recorded = finding || state.isRehearsal ? undefined : await driftSince(db, key, state.createdAt);
    if (recorded && canBeApplied(recorded.class))
      found.push({ finding: { ...recorded, applied: true }, transitions: 0 });
    if (!finding) resolved.push(key);
  }
  return { found, resolved };
}

/** An object that was recorded in an earlier pass and still differs cannot be recorded better. */
const unlessRecorded = (finding: Finding, { report, isRehearsal }: ReconcileState): Finding =>
  !isRehearsal &&
  report.findings.some(({ kind, id, applied }) => applied && kind === finding.kind && id === finding.id)
    ? {
        ...finding,
        class: 'contradicts',
        remedy: 'It was recorded, and our rows still differ from it. Report it.',
      }
    : finding;

async function noteGone({ kind, id }: Candidate, unit: Unit, { db, io }: StepContext): Promise<Finding> {
  const finding: Finding = {
    provider: unit.provider,
    account: rowsAccountOf(unit),
    kind,
    id,
    class: 'gone',
    rows: [],
    remedy: 'The provider no longer has it. Our rows stay as they are.',
    applied: false,
  };
  await writeDrift(db, finding, io.now());
  return finding;
}

/** Whether the same state waits in the queue, for example because a follow-up has just read it. */
async function isQueued(
  object: ReadObject,
  { provider, account }: Unit,
  { queue }: StepContext,
): Promise<boolean> {
  if (object.is !== 'meaningful') return false;
  const job = await queue.find({
    provider,
    account,
    eventKey: object.eventKey,
    kind: 'event',
    source: 'observed',
  });
  return job !== undefined && job.state !== 'completed' && job.state !== 'failed';
}

/** Records an object, so that the rows show it. Returns the transitions; `undefined` if it is not to be recorded. */
async function applyIt(
  object: ReadObject,
  finding: Finding,
  {
    state: { isRehearsal, params },
    unit,
    context,
  }: { readonly state: ReconcileState; readonly unit: Unit; readonly context: StepContext },
): Promise<number | undefined> {
  if (isRehearsal || !canBeApplied(finding.class) || object.is !== 'meaningful') return undefined;
  return recordObject(object, { unit, react: params.react, context });
}
