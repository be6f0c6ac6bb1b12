import { isRecord } from '@payspool/events';
import {
  bodyHmac,
  fromDate,
  fromIsoText,
  ignoredTypes,
  type Mode,
  ordinaryProvider,
} from '../contract/index.ts';
import { handlers } from './events/index.ts';
import { REFUND_TYPES } from './events/returned.ts';
import { STATUSES } from './events/subscription.ts';
import { TRANSACTION_TYPES } from './events/transaction.ts';
import { personal } from './personal.ts';

/**
 * `creem-signature`: lower-case hex HMAC-SHA256 over the raw body, with the whole secret as the key (docs.creem.io/code/webhooks). No time
 * is signed. Creem's SDK also accepts the headers of Standard Webhooks if a sender uses them; a sender must not choose the scheme, so
 * they are not read here.
 */
export const creemScheme = bodyHmac('creem-signature', 'hex');

export const creem = ordinaryProvider({
  slug: 'creem',
  title: 'Creem',
  personal,
  scheme: creemScheme,
  envelope: {
    id: 'id',
    type: 'eventType',
    time: 'created_at',
    timeIs: ({ body }) => timeOf(body['created_at']),
    mode: ({ object }) => (isRecord(object) ? MODES.get(object['mode']) : undefined),
  },
  handlers,
  ignored: ignoredTypes({
    'credits of a customer are no money, and their events do not state any':
      'credits.granted credits.consumed credits.auto_recharged customer_credits.exhausted',
  }),
  statusWords: {
    payment: Object.fromEntries(TRANSACTION_TYPES),
    refund: Object.fromEntries(REFUND_TYPES),
    subscription: Object.fromEntries(STATUSES),
  },
  // "If your endpoint doesn't respond with HTTP 200, CREEM retries" (docs.creem.io/skills/creem-api/WEBHOOKS).
  acceptedStatus: 200,
});

/** Environments (creem SDK, EnvironmentMode); `local` is in samples of the documentation. */
const MODES: ReadonlyMap<unknown, Mode> = new Map([
  ['prod', 'live'],
  ['test', 'test'],
  ['sandbox', 'test'],
  ['local', 'test'],
]);

/** Unix milliseconds. */
const timeOf = (value: unknown): string | undefined =>
  typeof value === 'number' ? fromDate(new Date(value)) : fromIsoText(typeof value === 'string' ? value : '');
