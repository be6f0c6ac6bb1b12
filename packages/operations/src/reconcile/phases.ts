import { openAccess } from '../reading/access.ts';
import { attempt } from '../operations/attempt.ts';
import type { StepContext } from '../operations/operation-kind.ts';
import { readObject } from '../operations/read-object.ts';
import { nameOfUnit, type OpenUnit, rowsAccountOf } from '../operations/units.ts';
import { earlierDrift, writeDrift } from './drift-rows.ts';
import { judge } from './judge.ts';
import {
  type Candidate,
  goOn,
  nextPhase,
  type Reading,
  type ReconcileCursor,
  type ReconcileResult,
  type ReconcileState,
  withCandidates,
  withFinding,
  withUnread,
} from './state.ts';
import { openRefs, SUBJECT_KINDS, subjectsOf } from './subjects.ts';

/** Subjects of a page: each needs a call or two. */
const SUBJECTS = 10;
/** Earlier findings of a page. */
const EARLIER = 200;

type Phase = (state: ReconcileState, reading: Reading, context: StepContext) => Promise<ReconcileResult>;

/** What is read in each phase, a step at a time. */
export const PHASES: Readonly<Record<'list' | 'orders' | 'open' | 'earlier', Phase>> = {
  list: readListed,
  orders: readOrders,
  open: readOpen,
  earlier: readEarlier,
};

const accessOf = (reading: OpenUnit, { db, io, signal, onCall }: StepContext) =>
  openAccess({ purpose: 'reconcile', ...reading, db, io, signal, onCall });

/** One page of the list of a kind. */
async function readListed(
  state: ReconcileState,
  reading: Reading,
  context: StepContext,
): Promise<ReconcileResult> {
  const { params, cursor, report } = state;
  const { objects } = reading.account.provider.reads ?? {};
  const { list, listed = [], settleMs = 0 } = objects ?? {};
  const kinds = list ? listed.filter((one) => params.kinds?.includes(one) ?? true) : [];
  const kind = kinds[cursor.place];
  // Something that was created just now may not be in the list yet, and its delivery is on its way.
  const to = new Date(Date.parse(params.until ?? params.since) - settleMs);
  const span = { from: new Date(params.since), to };
  if (!list || kind === undefined || span.from >= to)
    return goOn(state, { cursor: nextPhase(cursor, 'open') });
  const nextKind = { ...cursor, place: cursor.place + 1, page: '' };
  const page = await attempt(cursor.tries, context, () =>
    list({ kind, span, page: cursor.page || undefined }, accessOf(reading, context)),
  );
  if ('pauseMs' in page)
    return goOn(state, { cursor: { ...cursor, tries: page.tries }, pauseMs: page.pauseMs });
  if ('unread' in page)
    return goOn(state, {
      cursor: nextKind,
      report: withUnread(report, `${nameOfUnit(reading.unit)} ${kind} since ${params.since}`, page.unread),
    });
  const { items, next } = page.value;
  const looked = await look({ ...state, cursor: { ...cursor, tries: 0 } }, reading, {
    context,
    observations: items,
  });
  return goOn(state, {
    ...looked,
    cursor: {
      ...looked.cursor,
      ...(next === undefined ? { place: cursor.place + 1, page: '' } : { page: next }),
    },
  });
}

/** The objects of one given purchase. */
async function readOrders(
  state: ReconcileState,
  reading: Reading,
  context: StepContext,
): Promise<ReconcileResult> {
  const { params, cursor } = state;
  const ref = params.orders?.[cursor.place];
  if (ref === undefined) return goOn(state, { cursor: nextPhase(cursor, 'again') });
  const { unit } = reading;
  const owner = { provider: unit.provider, account: rowsAccountOf(unit) };
  const subjects = await subjectsOf(context.db, { ...owner, ref });
  const objects = distinct(
    subjects.flatMap((subject) => reading.account.provider.reads?.objects?.about(subject) ?? []),
  );
  return readObjects(state, reading, {
    context,
    objects,
    // An id that we do not know is asked for as several kinds of objects, and is only one of them.
    isGoneExpected: true,
    what: `purchase ${ref}`,
    next: { ...cursor, place: cursor.place + 1 },
  });
}

/** The objects of a page of subjects that are not final. */
async function readOpen(
  state: ReconcileState,
  reading: Reading,
  context: StepContext,
): Promise<ReconcileResult> {
  const { params, cursor } = state;
  const kind = params.kinds ? undefined : SUBJECT_KINDS[cursor.place];
  if (kind === undefined) return goOn(state, { cursor: nextPhase(cursor, 'earlier') });
  const { unit, account } = reading;
  const { objects } = account.provider.reads ?? {};
  const refs = await openRefs(context.db, kind, {
    provider: unit.provider,
    account: rowsAccountOf(unit),
    after: cursor.page,
    limit: SUBJECTS,
    now: context.io.now(),
    failedMaySucceedMs: objects?.failedMaySucceedMs ?? 0,
  });
  const last = refs.at(-1);
  if (last === undefined) return goOn(state, { cursor: { ...cursor, place: cursor.place + 1, page: '' } });
  return readObjects(state, reading, {
    context,
    objects: distinct(refs.flatMap((ref) => objects?.about({ kind, ref }) ?? [])),
    isGoneExpected: false,
    what: `${kind}s that are not final`,
    next: { ...cursor, page: last },
  });
}

/** Objects that an earlier comparison found, and this one did not: they are looked at again by their ids. */
async function readEarlier(
  state: ReconcileState,
  reading: Reading,
  { db }: StepContext,
): Promise<ReconcileResult> {
  const { params, cursor, createdAt } = state;
  const { unit } = reading;
  const [kind = '', ...id] = cursor.page.split(' ');
  const found = await earlierDrift(db, {
    provider: unit.provider,
    account: rowsAccountOf(unit),
    kinds: params.kinds,
    before: createdAt,
    after: cursor.page === '' ? undefined : { kind, id: id.join(' ') },
    limit: EARLIER,
  });
  const last = found.at(-1);
  if (!last) return goOn(state, { cursor: nextPhase(cursor, 'again') });
  const candidates = found.map((one) => ({ ...one, at: 0, isGone: true }));
  return goOn(state, {
    cursor: { ...withCandidates(cursor, candidates), page: `${last.kind} ${last.id}` },
  });
}

interface Objects {
  readonly context: StepContext;
  readonly objects: readonly { readonly kind: string; readonly id: string }[];
  /** Whether an object that does not exist is no finding. */
  readonly isGoneExpected: boolean;
  /** For the report, if they cannot be read. */
  readonly what: string;
  readonly next: ReconcileCursor;
}

/** Reads objects by their ids, and looks at them. */
async function readObjects(
  state: ReconcileState,
  reading: Reading,
  { context, objects, isGoneExpected, what, next }: Objects,
): Promise<ReconcileResult> {
  const { cursor, report } = state;
  const get = reading.account.provider.reads?.objects?.get;
  if (!get) return goOn(state, { cursor: next });
  const access = accessOf(reading, context);
  const read = await attempt(cursor.tries, context, async () => {
    const answers = [];
    for (const object of objects) answers.push({ object, answer: await get(object, access) });
    return answers;
  });
  if ('pauseMs' in read)
    return goOn(state, { cursor: { ...cursor, tries: read.tries }, pauseMs: read.pauseMs });
  if ('unread' in read)
    return goOn(state, {
      cursor: next,
      report: withUnread(report, `${nameOfUnit(reading.unit)} ${what}`, read.unread),
    });
  const observations = read.value.flatMap(({ answer }) => (answer === 'gone' ? [] : [answer]));
  const gone = read.value.filter(({ answer }) => answer === 'gone').map(({ object }) => object);
  const at = context.io.now().getTime();
  const looked = await look({ ...state, cursor: { ...next, tries: 0 } }, reading, { context, observations });
  return goOn(state, {
    ...looked,
    cursor: isGoneExpected
      ? looked.cursor
      : withCandidates(
          looked.cursor,
          gone.map(({ kind, id }) => ({ kind, id, at, isGone: true })),
        ),
  });
}

/** Compares objects with our rows. Those that differ become candidates. What belongs elsewhere is reported at once: that does not change. */
async function look(
  { cursor, report }: ReconcileState,
  { unit, ...opened }: Reading,
  {
    context,
    observations,
  }: { readonly context: StepContext; readonly observations: readonly Parameters<typeof readObject>[0][] },
): Promise<Pick<ReconcileResult, 'cursor' | 'report'>> {
  const { db, settings, io } = context;
  const now = io.now();
  const objects = observations.map((observation) => readObject(observation, { ...opened, now }));
  const judged = await judge(db, objects, { unit, settings });
  let next = { ...report, read: report.read + (cursor.pass === 1 ? observations.length : 0) };
  const candidates: Candidate[] = [];
  for (const { object, finding } of judged) {
    if (!finding) continue;
    if (finding.class !== 'elsewhere') {
      candidates.push({ kind: object.kind, id: object.id, at: now.getTime(), isGone: false });
      continue;
    }
    await writeDrift(db, finding, now);
    next = withFinding(next, finding, context);
  }
  return { cursor: withCandidates(cursor, candidates), report: next };
}

const distinct = <Item extends { readonly kind: string; readonly id: string }>(
  objects: readonly Item[],
): Item[] => [...new Map(objects.map((object) => [`${object.kind} ${object.id}`, object])).values()];
