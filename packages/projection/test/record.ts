import { applyEvent, type EventRecord, type RecordedEvent } from '../src/index.ts';

type Database = Parameters<typeof applyEvent>[0];

/** A delivery as the worker hands it over. */
export const record = (overrides: Partial<EventRecord> & Pick<EventRecord, 'account'>): EventRecord => ({
  provider: 'stripe',
  eventKey: 'evt_1',
  type: 'payment_intent.succeeded',
  occurredAt: new Date('2026-01-31T12:00:01.000Z'),
  receivedAt: new Date('2026-01-31T12:00:05.000Z'),
  rawBody: Buffer.from('{}'),
  headers: {},
  ...overrides,
});

/** Applies one event of a history as a delivery of its own. */
export const apply = (db: Database, account: string, { eventKey, event }: RecordedEvent) =>
  applyEvent(
    db,
    record({
      account,
      eventKey,
      type: event.type,
      occurredAt: new Date(event.occurredAt),
      rawBody: Buffer.from(eventKey),
    }),
    { status: 'applied', events: [event] },
  );
