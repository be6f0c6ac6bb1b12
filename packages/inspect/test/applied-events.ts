import type { Database } from '@payspool/db';
import { canonicalEvent, type EventFacts } from '@payspool/events';
import { applyEvent, type EventRecord } from '../../projection/src/index.ts';
import type { Lifecycle } from '../../projection/test/proof/lifecycle.ts';
import { LIFECYCLES } from '../../projection/test/proof/lifecycles/index.ts';

const START = Date.parse('2026-01-31T12:00:00.000Z');
/** Minutes after the beginning. */
export const after = (minutes: number): Date => new Date(START + minutes * 60_000);

const recordOf = (
  overrides: Partial<EventRecord> & Pick<EventRecord, 'eventKey' | 'account'>,
): EventRecord => ({
  provider: 'stripe',
  type: '',
  receivedAt: after(0),
  rawBody: Buffer.from(overrides.eventKey),
  headers: {},
  mode: 'test',
  ...overrides,
});

/** One delivery of the account `default`: happened `at` minutes after the beginning, received `late` minutes later. */
export interface AppliedDelivery {
  readonly key: string;
  readonly type: string;
  readonly at: number;
  readonly late?: number;
  readonly source?: EventRecord['source'];
  readonly facts: readonly object[];
}

/** Applies deliveries one after the other, in this order of arrival, as the worker does. */
export async function applyAll(
  db: Database,
  deliveries: readonly AppliedDelivery[],
  account = 'default',
): Promise<void> {
  for (const { key, type, at, late = 0, source, facts } of deliveries)
    await applyEvent(
      db,
      recordOf({ account, eventKey: key, type, occurredAt: after(at), receivedAt: after(at + late), source }),
      {
        status: 'applied',
        events: facts.map((fact) =>
          canonicalEvent({ occurredAt: after(at).toISOString(), ...fact } as EventFacts),
        ),
      },
    );
}

/** Lifecycles that are applied at the same time. Each takes a connection. */
const LANES = 4;

/** Applies real bodies of a provider: every lifecycle in an account of its own, in the opposite order of its time. */
export async function applyLifecycles(db: Database, provider: string): Promise<void> {
  const waiting = [...(LIFECYCLES[provider] ?? []).entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await applyLifecycle(db, { provider, account: `story${next[0]}`, deliveries: next[1].deliveries });
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function applyLifecycle(
  db: Database,
  { deliveries, ...owner }: Pick<EventRecord, 'provider' | 'account'> & Pick<Lifecycle, 'deliveries'>,
): Promise<void> {
  for (const { type, events } of deliveries.toReversed()) {
    const [first] = events;
    if (!first) continue;
    const { eventKey, event } = first;
    await applyEvent(db, recordOf({ ...owner, eventKey, type, occurredAt: new Date(event.occurredAt) }), {
      status: 'applied',
      events: events.map((recorded) => recorded.event),
    });
  }
}
