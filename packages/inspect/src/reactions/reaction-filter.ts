import { sql } from '@payspool/db/reader';
import { choiceKey, countKey, type FilteredList, idKey, textKey, timeKey, wordKey } from '../filter/index.ts';
import { aggregatesOfRefs } from '../owners.ts';

/** The statuses of a reaction, as docs/reference/tables.md explains them. */
export const REACTION_STATUSES = ['waiting', 'ready', 'queued', 'succeeded', 'failed', 'skipped'] as const;
export type ReactionStatus = (typeof REACTION_STATUSES)[number];

/** Transitions that one event may cause. */
const MOST_CAUSED = 1_000;

/** The keys of `payspool reactions` and `/reactions`: `r` is a row of `reactions`, `o` its row of `outbox`. */
export const REACTION_LIST: FilteredList = {
  name: 'reactions',
  keys: {
    status: choiceKey({
      column: 'r.status',
      type: 'reaction_status',
      choices: REACTION_STATUSES,
      help: 'How far it is.',
    }),
    consumer: wordKey({ column: 'r.consumer', help: 'Who gets the transition: `fulfilment`, `forward:*`.' }),
    topic: wordKey({ column: 'o.topic', help: 'The topic of the transition: `order.paid`, `order.*`.' }),
    provider: wordKey({ column: 'o.provider', help: 'Slug of the provider.' }),
    account: wordKey({ column: 'o.account', help: 'Merchant account.' }),
    order: idKey({
      help: 'An id of the purchase or subscription: of its order, payment, invoice, refund, dispute or subscription.',
      isNarrow: true,
      condition: (refs) => sql`r.aggregate_id = ANY (ARRAY${aggregatesOfRefs(refs)})`,
    }),
    event: idKey({
      help: 'The key of the event that caused the transition.',
      isNarrow: true,
      condition: (keys) =>
        sql`r.outbox_id = ANY (ARRAY(SELECT id FROM outbox WHERE event_key = ANY (${keys}::text[]) LIMIT ${MOST_CAUSED}))`,
    }),
    id: countKey({ column: 'r.outbox_id', isNarrow: true, help: 'Number of the transition.' }),
    attempts: countKey({ column: 'r.attempts', help: 'Attempts that have begun: `>3`.' }),
    published: timeKey({ column: 'o.created_at', help: 'When the transition was published: `24h`.' }),
    error: textKey({ column: 'r.error', help: 'A part of the error.' }),
  },
  bareKey: 'id',
  window: { key: 'published', value: '7d' },
};
