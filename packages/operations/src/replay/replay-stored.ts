import type { Database } from '@payspool/db';
import {
  type EventRecord,
  type ProjectionSettings,
  type Replayed,
  replayEvent,
  recordAndReplay,
  type Reread,
} from '@payspool/projection';
import type { Accounts } from '@payspool/providers';
import type { Journal } from '../operations/operation-kind.ts';
import { type EventSelection, selectionCondition, type StoredEvent } from './event-filter.ts';
import { journaledRow, type NamedRow, nameOfRow } from './replay-journal.ts';
import { rereadEvent, type Rereading, type RereadPart, rereadPart } from './reread.ts';

/** The result for one row: the event or a part was replayed, or the row was skipped. */
export type Step =
  | { readonly skipped: string }
  | {
      readonly event: NamedRow;
      readonly replayed: Replayed;
    };

interface Replaying {
  readonly db: Database;
  readonly accounts: Accounts;
  /** The settings with which the worker folds. */
  readonly settings: ProjectionSettings;
  /** What selected the events. */
  readonly selection: EventSelection;
  readonly dryRun: boolean;
  readonly react: boolean;
  readonly journal?: Journal | undefined;
}

/** Replays the selected events, one after the other: a delivery with all of its parts, a part by the body of its delivery. */
export function createReplayer(context: Replaying): (event: StoredEvent) => AsyncGenerator<Step> {
  const deliveryOf = rememberLast((part: StoredEvent) => findDelivery(part, context));
  return (event) =>
    event.partOf === null ? replayDelivery(event, context) : replayPart(event, context, deliveryOf);
}

interface FoundDelivery {
  readonly read: Rereading;
  /** The filter also selected the delivery, which is replayed with all its parts. */
  readonly isChosen: boolean;
}

async function* replayPart(
  part: StoredEvent,
  context: Replaying,
  deliveryOf: (part: StoredEvent) => Promise<FoundDelivery>,
): AsyncGenerator<Step> {
  const { read: delivery, isChosen } = await deliveryOf(part);
  if (isChosen) return;
  const read = rereadPart(part, delivery);
  if ('skipped' in read) yield read;
  else yield replayRow(part, context, { reread: read.reread, isChosen: true });
}

async function* replayDelivery(event: StoredEvent, context: Replaying): AsyncGenerator<Step> {
  const read = rereadEvent(event, context.accounts);
  if ('skipped' in read) {
    yield read;
    return;
  }
  // The parts come first: after an interruption the delivery is unchanged and can be replayed again.
  if (
    read.reread.status !== 'failed' &&
    (read.parts || event.status === 'split' || event.status === 'failed')
  )
    yield* replayParts(event, { ...context, parts: read.parts ?? [], reread: read.reread });
  yield replayRow(event, context, { reread: read.reread, isChosen: true });
}

/** Replays a row, unless the journal shows that an earlier attempt at this step has done it. */
async function replayRow(
  row: NamedRow & { readonly id: bigint },
  { db, settings, dryRun, react, journal }: Replaying,
  { reread, isChosen }: { readonly reread: Reread; readonly isChosen: boolean },
): Promise<Step> {
  const before = journaledRow(journal, row);
  if (before) return before;
  const replayed = await replayEvent(db, row.id, {
    reread,
    dryRun,
    react,
    settings,
    beforeCommit: journal && ((tx, result) => journal.write(tx, ...entryOf(row, result, isChosen))),
  });
  return { event: row, replayed };
}

const entryOf = (
  { provider, account, eventKey, type }: NamedRow,
  replayed: Replayed,
  isChosen: boolean,
): [string, unknown] => [
  nameOfRow({ provider, eventKey }),
  { event: { provider, account, eventKey, type }, replayed, isChosen },
];

async function* replayParts(
  delivery: StoredEvent,
  context: Replaying & { readonly parts: readonly RereadPart[]; readonly reread: Reread },
): AsyncGenerator<Step> {
  const { db, settings, dryRun, react, journal, parts, reread } = context;
  const { provider, account: from, eventKey: partOf } = delivery;
  const account = reread.account ?? from;
  const wanted = new Map(parts.map((part) => [part.eventKey, part]));
  const rows = await db.event.findMany({
    where: {
      provider,
      account: { in: [from, account] },
      // A part with an event key of its own may be recorded as a part of another delivery.
      OR: [{ partOf }, { eventKey: { in: [...wanted.keys()] } }],
    },
    select: { id: true, provider: true, account: true, eventKey: true, type: true },
    orderBy: { id: 'asc' },
  });
  const isRecorded = new Set(rows.map(({ eventKey }) => eventKey));
  for (const row of rows) {
    const meaning = wanted.get(row.eventKey)?.reread ?? noPart(row, account);
    yield replayRow(row, context, { reread: meaning, isChosen: false });
  }
  for (const part of parts.filter(({ eventKey }) => !isRecorded.has(eventKey))) {
    const record = recordOf(part, { ...delivery, account });
    const replayed = await recordAndReplay(db, record, {
      reread: part.reread,
      dryRun,
      react,
      settings,
      beforeCommit: journal && ((tx, result) => journal.write(tx, ...entryOf(record, result, false))),
    });
    yield { event: record, replayed };
  }
}

const noPart = ({ type }: { readonly type: string }, account: string): Reread => ({
  status: 'ignored',
  error: 'its delivery no longer has this part',
  type,
  account,
});

const recordOf = ({ eventKey, reread }: RereadPart, delivery: StoredEvent): EventRecord => ({
  provider: delivery.provider,
  account: delivery.account,
  eventKey,
  type: reread.type,
  occurredAt: reread.occurredAt,
  receivedAt: delivery.receivedAt,
  signedAt: delivery.signedAt ?? undefined,
  mode: modeIn(delivery.mode),
  signedMode: modeIn(delivery.signedMode),
  rawBody: null,
  headers: {},
  partOf: delivery.eventKey,
  providerAccount: reread.providerAccount,
});

const modeIn = (text: string | null) => (text === 'live' || text === 'test' ? text : undefined);

async function findDelivery(
  { provider, account, partOf }: StoredEvent,
  { db, accounts, selection }: Replaying,
): Promise<FoundDelivery> {
  const delivery = await db.event.findFirst({ where: { provider, account, eventKey: partOf ?? '' } });
  if (!delivery) return { read: { skipped: 'which is not recorded' }, isChosen: false };
  const chosen = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM events e WHERE id = ${delivery.id} AND ${selectionCondition(selection)}`;
  return { read: rereadEvent(delivery, accounts), isChosen: chosen.length > 0 };
}

/** The parts of one delivery follow each other, so its body is read once for all of them. */
function rememberLast(find: (part: StoredEvent) => Promise<FoundDelivery>) {
  let last: { readonly name: string; readonly found: Promise<FoundDelivery> } | undefined;
  return (part: StoredEvent): Promise<FoundDelivery> => {
    const name = JSON.stringify([part.provider, part.account, part.partOf]);
    if (last?.name !== name) last = { name, found: find(part) };
    return last.found;
  };
}
