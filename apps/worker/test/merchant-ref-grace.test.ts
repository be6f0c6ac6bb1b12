import { type Database, openDatabase } from '@payspool/db';
import {
  applyEvent,
  DEFAULT_POLICY,
  type ProjectionSettings,
  publishDue,
  rebuild,
} from '@payspool/projection';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Transition } from '../src/reactions/consumer.ts';
import { type Arrival, GRACE_S, makePurchases, type Purchase, randomOf, refOf } from './named-purchases.ts';
import { fulfilmentOf, published, strays } from './fulfilled.ts';

/** The number of purchases; `MERCHANT_REF_PURCHASES=500` uses more. */
const PURCHASES = Number(process.env['MERCHANT_REF_PURCHASES'] ?? 120);
const SEED = Number(process.env['MERCHANT_REF_SEED'] ?? 20);
const START = Date.parse('2026-03-01T00:00:00.000Z');

let tables: Awaited<ReturnType<typeof createDatabase>>;
let database: ReturnType<typeof openDatabase>;
let db: Database;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  database = openDatabase({ url: tables.url, poolSize: 6 });
  db = database.prisma;
});
afterAll(async () => {
  await database.close();
  await tables.drop();
});

it(
  `${PURCHASES} purchases of every provider, shuffled: none is published without an id that came in time, and each late id is published once`,
  { timeout: 30_000 + PURCHASES * 2000 },
  async () => {
    let now = new Date(START);
    const settings: ProjectionSettings = {
      policy: DEFAULT_POLICY,
      merchantRefGraceMs: GRACE_S * 1000,
      now: () => now,
    };
    const random = randomOf(SEED);
    const fulfilment = fulfilmentOf(db, settings);
    const purchases = await makePurchases(PURCHASES, random);
    const arrivals = purchases
      .flatMap((purchase) => purchase.arrivals)
      .toSorted((a, b) => a.second - b.second);
    const lateIds: LateId[] = [];
    for (const arrival of arrivals) {
      now = new Date(START + arrival.second * 1000);
      await publishDue(db, settings, { limit: 1000 });
      if (random() < 0.3) await fulfilment.catchUp();
      const before = await lastId(db);
      await arrive(db, arrival, settings);
      if (isLateId(arrival)) lateIds.push({ arrival, at: before, transitions: await published(db, before) });
    }
    now = new Date(START + 3_600_000);
    await publishDue(db, settings, { limit: 10_000 });
    await fulfilment.catchUp();

    const transitions = await published(db);
    const inTime = purchases.filter(({ isLate }) => !isLate);
    expect(withoutTheirId(transitions, inTime)).toEqual([]);
    expect(lateIds.flatMap((lateId) => notOnce(lateId, transitions))).toEqual([]);
    expect(await strays(db)).toEqual([]);
    expect((await rebuild(db, { settings, onDifference: () => undefined })).differing).toBe(0);
    // The comparison covered some purchases.
    const named = inTime.filter(({ merchantRef, arrivals: { length } }) => merchantRef && length > 1);
    expect(named.length).toBeGreaterThan(PURCHASES / 5);
    expect(lateIds.length).toBeGreaterThan(PURCHASES / 10);
    if (process.env['MERCHANT_REF_PURCHASES'])
      console.log({
        purchases: purchases.length,
        deliveries: arrivals.length,
        transitions: transitions.length,
        named: named.length,
        lateIds: lateIds.length,
        entitlements: await db.entitlement.count(),
      });
  },
);

interface LateId {
  readonly arrival: Arrival;
  /** The last transition before the id came, and those that its arrival published. */
  readonly at: bigint;
  readonly transitions: readonly Transition[];
}

const isLateId = ({ purchase, events, second }: Arrival): boolean =>
  purchase.isLate && second > GRACE_S && events.some((event) => refOf(event) !== undefined);

/** The id that a payload names: `null` if it names none, `undefined` if it has no field for one. */
function namedIn({ payload }: Transition): string | null | undefined {
  if ('order' in payload) return payload.order.merchantRef;
  if ('subscription' in payload) return payload.subscription.merchantRef;
  return 'payment' in payload ? payload.payment.merchantRef : undefined;
}

const purchaseOf = (transition: Transition, purchases: readonly Purchase[]): Purchase | undefined =>
  purchases.find(({ name }) => transition.payload.account === name);

const withoutTheirId = (transitions: readonly Transition[], purchases: readonly Purchase[]): string[] =>
  transitions.flatMap((transition) => {
    const purchase = purchaseOf(transition, purchases);
    return purchase?.merchantRef !== undefined && namedIn(transition) === null
      ? [`${purchase.name}: ${transition.topic}`]
      : [];
  });

/** Orders and subscriptions whose late id was not published exactly once. */
function notOnce(
  { arrival: { purchase }, at, transitions: own }: LateId,
  transitions: readonly Transition[],
): string[] {
  const mine = transitions.filter(({ payload }) => payload.account === purchase.name);
  const subjects = new Set(mine.filter(({ id }) => id <= at).map(subjectOf));
  return [...subjects].flatMap((subject) => {
    const ofSubject = mine.filter((transition) => subjectOf(transition) === subject);
    if (!/^(order|subscription) /.test(subject) || ofSubject.at(-1)?.topic.endsWith('.withdrawn')) return [];
    const completing = own.filter((transition) => subjectOf(transition) === subject);
    const updates = completing.filter(({ topic }) => topic.endsWith('.updated')).length;
    const others = completing.length - updates;
    const later = ofSubject.filter(({ id, topic }) => id > at && topic === 'order.updated').length;
    const isOnce = (updates === 1 || (updates === 0 && others > 0)) && later <= 1;
    return isOnce && ofSubject.filter(({ id }) => id > at).every((t) => namedIn(t) === purchase.merchantRef)
      ? []
      : [`${purchase.name}: ${subject} by ${completing.map(({ topic }) => topic).join(', ')}`];
  });
}

const subjectOf = ({ payload: { subject } }: Transition): string => `${subject.kind} ${subject.ref}`;

const lastId = async (from: Database): Promise<bigint> =>
  (await from.outbox.aggregate({ _max: { id: true } }))._max.id ?? 0n;

/** Each purchase has its own account, so that its transitions can be recognised. */
async function arrive(
  into: Database,
  { purchase: { name, account }, key, events }: Arrival,
  settings: ProjectionSettings,
): Promise<void> {
  await applyEvent(
    into,
    {
      provider: account.provider.slug,
      account: name,
      eventKey: key,
      type: events[0]?.type ?? '',
      receivedAt: settings.now(),
      rawBody: Buffer.from(key),
      headers: {},
      mayBeNamedLater: account.provider.mayNameMerchantRefLater,
    },
    { status: 'applied', events },
    settings,
  );
}
