import { type EventReads, fromUnixSeconds } from '../../contract/index.ts';
import { identify } from '../identify.ts';
import type { StripeSettings } from '../settings.ts';
import { readListPage } from './list-page.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * Stripe's list of events (docs.stripe.com/api/events/list). It contains them in the version of the account at the time of the event, whatever
 * `Stripe-Version` a request has. A request may name twenty types at most and this project handles more, so it names none; the events of other
 * types are recorded as ignored, like their deliveries.
 */
export const events: EventReads<StripeSettings> = {
  everyMs: 5 * MINUTE_MS,
  // Events appear in the list up to some seconds after others that are newer. Not documented: other clients wait a minute.
  settleMs: MINUTE_MS,
  overlapMs: 60 * MINUTE_MS,
  reachesBackDays: 30,
  list: async (span, page, access) => {
    const { entries, next } = await readListPage(
      { path: '/v1/events', span, page, version: 'of the account' },
      access,
    );
    return {
      items: entries.map(({ body, json: { created } }) => ({
        ...identify({ body }),
        createdAt: timeOf(created) ?? span.from,
        body,
      })),
      next,
    };
  },
};

function timeOf(created: unknown): Date | undefined {
  const text = typeof created === 'number' ? fromUnixSeconds(created) : undefined;
  return text === undefined ? undefined : new Date(text);
}
