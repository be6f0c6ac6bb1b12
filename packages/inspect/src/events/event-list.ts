import { sql } from '@payspool/db/reader';
import { EVENT_STATUSES } from '@payspool/events';
import {
  choiceKey,
  durationKey,
  type FilteredList,
  idKey,
  textKey,
  timeKey,
  wordKey,
} from '../filter/index.ts';
import { aggregatesOfCustomers, aggregatesOfRefs, owners } from '../owners.ts';

export const EVENT_SOURCES = ['delivery', 'refetched', 'observed'] as const;
const MODES = ['live', 'test'] as const;

/** The filter of the list of events. The statement names the table `e`. */
export const EVENT_LIST: FilteredList = {
  name: 'events',
  bareKey: 'id',
  window: { key: 'received', value: '7d' },
  keys: {
    status: choiceKey({
      column: 'e.status',
      type: 'event_status',
      choices: EVENT_STATUSES,
      help: 'The outcome of the event.',
    }),
    provider: wordKey({ column: 'e.provider', help: 'The slug of the provider.' }),
    account: wordKey({
      column: 'e.account',
      help: 'The account, `default` or `default/acct_1`; `default/*` for every connected account.',
    }),
    type: wordKey({
      column: 'e.type',
      help: "The provider's own type of the event; `invoice.*` for all that begin so.",
    }),
    source: choiceKey({
      column: 'e.source',
      type: 'event_source',
      choices: EVENT_SOURCES,
      help: 'How Payspool learned of the event.',
    }),
    mode: choiceKey({ column: 'e.mode', choices: MODES, help: "The account's mode when it was received." }),
    received: timeKey({ column: 'e.received_at', help: 'When ingest acknowledged it.' }),
    occurred: timeKey({ column: 'e.occurred_at', help: "When it happened, by the provider's clock." }),
    late: durationKey({
      column: '(e.received_at - e.occurred_at)',
      help: 'How long after it happened it was received.',
    }),
    order: idKey({
      help: 'An id of the purchase or subscription: of its order, payment, invoice, refund, dispute or subscription.',
      isNarrow: true,
      condition: (refs) => sql`e.aggregate_id = ANY (ARRAY${aggregatesOfRefs(refs)})`,
    }),
    customer: idKey({
      help: "The provider's id of the customer of the purchase.",
      isNarrow: true,
      condition: (refs) => sql`e.aggregate_id = ANY (ARRAY${aggregatesOfCustomers(refs)})`,
    }),
    id: idKey({
      help: 'The key of the event. The word `id:` may be left out.',
      isNarrow: true,
      condition: (keys) => sql`e.id = ANY (ARRAY(
        SELECT found.id FROM ${owners} AS owner CROSS JOIN unnest(${keys}::text[]) AS wanted (key)
        CROSS JOIN LATERAL (
          SELECT id FROM events
          WHERE provider = owner.provider AND account = owner.account AND event_key = wanted.key
          LIMIT 1) AS found))`,
    }),
    error: textKey({ column: 'e.error', help: 'A part of the reason why it was ignored or failed.' }),
  },
};
