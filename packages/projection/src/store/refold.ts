import { Prisma, type Transaction } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { FOLD_VERSION, type Folded, foldAll, resumeFold, type WholeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { decodeFold, encodeFold } from '../fold/saved-fold.ts';
import { recallTold } from '../tell/recall-told.ts';
import { tell } from '../tell/tell.ts';
import { decodeTold, encodeTold, type Told } from '../tell/told.ts';
import { writeTransitions } from '../tell/write-transitions.ts';
import { keepEntitlementNames } from './entitlement-names.ts';
import { loadHistory } from './load-history.ts';
import type { ProjectionSettings } from './settings.ts';
import { lockSharers, sharedDisputesIn, sharedPaymentsOf } from './shared-disputes.ts';
import type { Target } from './wanted-rows.ts';
import { appendRows, writeRows } from './write-rows.ts';

export interface RefoldOptions {
  readonly settings: ProjectionSettings;
  /** Nothing is told now; the next event of the same purchase or subscription tells it. */
  readonly silently?: boolean;
  /** Publishing may wait for the merchant's own id: another event of the purchase may bring it. */
  readonly mayWait?: boolean;
}

/**
 * Derives the rows of one purchase or subscription again from all of its events, and tells what is new about it. Not told
 * (`silently`) it stays due: the next event tells it. Expects the aggregate to be locked. Returns how many transitions were told, or are due.
 */
export async function refold(tx: Transaction, target: Target, options: RefoldOptions): Promise<number> {
  const history = await loadHistory(tx, target.aggregateId);
  const shared = sharedDisputesIn(history.map(({ event }) => event));
  const sharers = await lockSharers(tx, target, shared);
  const transitions = await refoldAlone(tx, target, { ...options, history, shared });
  return transitions + (await refoldSharers(tx, target, sharers, options));
}

/** What became known here of a payment may decide what the others lost by a dispute over all of them. */
async function refoldSharers(
  tx: Transaction,
  target: Target,
  sharers: readonly bigint[],
  options: RefoldOptions,
): Promise<number> {
  let transitions = 0;
  for (const aggregateId of sharers) {
    const history = await loadHistory(tx, aggregateId);
    const shared = sharedDisputesIn(history.map(({ event }) => event));
    transitions += await refoldAlone(tx, { ...target, aggregateId }, { ...options, history, shared });
  }
  return transitions;
}

async function refoldAlone(
  tx: Transaction,
  target: Target,
  {
    history,
    shared,
    settings,
    silently = false,
    mayWait = false,
  }: RefoldOptions & {
    readonly history: readonly RecordedEvent[];
    readonly shared: ReturnType<typeof sharedDisputesIn>;
  },
): Promise<number> {
  const { told, heldUntil, dueAt } = await tx.aggregate.findUniqueOrThrow({
    where: { id: target.aggregateId },
    select: { told: true, heldUntil: true, dueAt: true },
  });
  const sharedPayments = await sharedPaymentsOf(tx, target, shared);
  const folded = foldWhole(history, settings, sharedPayments);
  await writeRows(tx, target, folded.rows);
  await keepEntitlementNames(tx, target, folded.rows);
  const before = { folded, told: decodeTold(told), heldUntil };
  if (!silently) return publish(tx, target, before, { settings, mayWait });
  const now = settings.now();
  const due = tell(before.told, folded, now.toISOString()).transitions.length;
  // With something due the next event folds all of them again: what is told then has its own time and cause.
  await keep(tx, target, {
    state: due > 0 ? Prisma.DbNull : stateOf(folded),
    // What would be published in a moment is not put off until another event comes: there may never be one.
    dueAt: due > 0 && isPending(dueAt, { heldUntil, now }) ? dueAt : nextEnd(folded, now),
  });
  return due;
}

/**
 * Takes one event more into the rows: on top of what was folded before where the event came last and changes nothing of what
 * earlier ones meant, from the beginning otherwise. `isNew`: there is nothing before it. Both give the same rows. Expects the aggregate to be locked.
 */
export async function foldOn(
  tx: Transaction,
  target: Target,
  {
    eventKey,
    events,
    isNew,
    ...options
  }: RefoldOptions & {
    readonly eventKey: string;
    readonly events: readonly CanonicalEvent[];
    readonly isNew: boolean;
  },
): Promise<void> {
  const { settings } = options;
  const recorded = events.map((event, index) => ({ eventKey, index, event }));
  const shared = sharedDisputesIn(events);
  if (isNew && shared.length === 0) {
    const folded = foldAll(recorded, { policy: settings.policy, sharedPayments: new Map() });
    await appendRows(tx, target, { ...folded, isNew });
    await publish(tx, target, { folded, told: [], heldUntil: null }, options);
    return;
  }
  const resumed = shared.length === 0 && (await resume(tx, target, recorded, settings));
  if (!resumed) {
    await refold(tx, target, options);
    return;
  }
  if (resumed.folded.isWhole) await writeRows(tx, target, resumed.folded.rows);
  else await appendRows(tx, target, { ...resumed.folded, isNew });
  await publish(tx, target, resumed, options);
}

interface Outcome {
  readonly folded: Folded;
  /** Before it. */
  readonly told: Told;
  readonly heldUntil: Date | null;
}

async function resume(
  tx: Transaction,
  { aggregateId }: Target,
  recorded: readonly RecordedEvent[],
  { policy }: ProjectionSettings,
): Promise<Outcome | undefined> {
  const { state, told, foldVersion, heldUntil } = await tx.aggregate.findUniqueOrThrow({
    where: { id: aggregateId },
  });
  if (state === null || foldVersion !== FOLD_VERSION) return undefined;
  const saved = decodeFold(state);
  // What this event says of a payment may decide the share of others in a dispute: all of them are looked at together.
  if ([...saved.state.disputes.values()].some(({ sharedBy }) => sharedBy)) return undefined;
  const folded = resumeFold(saved, recorded, { policy, sharedPayments: new Map() });
  return folded && { folded, told: decodeTold(told), heldUntil };
}

/** Writes to the outbox what is new, or waits a while for the merchant's own id. Returns how many transitions were told, or are due. */
async function publish(
  tx: Transaction,
  target: Target,
  { folded, told: before, heldUntil }: Outcome,
  { settings, mayWait = false }: Pick<RefoldOptions, 'settings' | 'mayWait'>,
): Promise<number> {
  const now = settings.now();
  const { transitions, told } = await telling(tx, target, { folded, told: before, settings, now });
  const waitsUntil = waitFor(folded, { heldUntil, now, settings, mayWait });
  if (transitions.length > 0 && waitsUntil && waitsUntil > now) {
    // Without a state the next event, or the end of the wait, folds all of them again: what is told then has its own time and cause.
    await keep(tx, target, { state: Prisma.DbNull, heldUntil: waitsUntil, dueAt: waitsUntil });
    return transitions.length;
  }
  await writeTransitions(tx, target, { transitions, rows: folded.rows });
  await keep(tx, target, { state: stateOf(folded), told: encodeTold(told), dueAt: nextEnd(folded, now) });
  return transitions.length;
}

/** Until when nothing is published: the merchant's own id is missing, and another event may bring it. A purchase waits once. */
function waitFor(
  { rows: { orders, subscriptions } }: Folded,
  {
    heldUntil,
    now,
    settings,
    mayWait,
  }: {
    readonly heldUntil: Date | null;
    readonly now: Date;
    readonly settings: ProjectionSettings;
    readonly mayWait: boolean;
  },
): Date | undefined {
  if ([...orders, ...subscriptions].some(({ merchantRef }) => merchantRef !== null)) return undefined;
  if (heldUntil) return heldUntil;
  return mayWait && settings.merchantRefGraceMs > 0
    ? new Date(now.getTime() + settings.merchantRefGraceMs)
    : undefined;
}

/** A wait for the merchant's own id that nobody has ended yet, or something whose time has come. */
const isPending = (
  dueAt: Date | null,
  { heldUntil, now }: { readonly heldUntil: Date | null; readonly now: Date },
): boolean => dueAt !== null && (dueAt <= now || dueAt.getTime() === heldUntil?.getTime());

/** When the next access ends, if no event comes before. One that has ended is published already. */
function nextEnd({ rows: { subscriptions } }: Folded, now: Date): Date | null {
  const ends = subscriptions
    .flatMap(({ validUntil }) => validUntil ?? [])
    .filter((end) => end > now.toISOString())
    .toSorted();
  return ends[0] === undefined ? null : new Date(ends[0]);
}

async function telling(
  tx: Transaction,
  target: Target,
  {
    folded,
    told,
    settings,
    now,
  }: Pick<Outcome, 'folded' | 'told'> & { readonly settings: ProjectionSettings; readonly now: Date },
) {
  const at = now.toISOString();
  // What went on may not have seen where things stood when they were told of; everything has.
  const tellAll = async (known: Told) =>
    tell(known, folded, at) ??
    tell(known, foldWhole(await loadHistory(tx, target.aggregateId), settings, new Map()), at);
  const first = await tellAll(told);
  const unknown = first.transitions
    .map(({ subject }) => subject)
    .filter(({ kind, ref }) => !told.some((known) => known.kind === kind && known.ref === ref));
  const recalled = unknown.length > 0 ? await recallTold(tx, target, unknown) : [];
  return recalled.length > 0 ? tellAll([...told, ...recalled]) : first;
}

/** Of a purchase whose every event lost its meaning there is no last one: what was told of it ends now. */
function foldWhole(
  history: readonly RecordedEvent[],
  { policy, now }: ProjectionSettings,
  sharedPayments: Awaited<ReturnType<typeof sharedPaymentsOf>>,
): WholeFold {
  const folded = foldAll(history, { policy, sharedPayments });
  return history.length > 0 ? folded : { ...folded, last: { at: now().toISOString(), eventKey: '' } };
}

const stateOf = ({ saved }: Folded) => encodeFold(saved) as Prisma.InputJsonObject;

const keep = (tx: Transaction, { aggregateId }: Target, data: Prisma.AggregateUpdateInput) =>
  tx.aggregate.update({ where: { id: aggregateId }, data: { ...data, foldVersion: FOLD_VERSION } });
