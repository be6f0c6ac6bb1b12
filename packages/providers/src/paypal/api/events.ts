import { ApiRefusedError } from '../../contract/api-access.ts';
import { peekJson } from '../../contract/parse-body.ts';
import type { EventReads, FetchedEvent, Span } from '../../contract/provider-reads.ts';
import { fromIsoText } from '../../contract/timestamps.ts';
import { identify } from '../identify.ts';
import type { PaypalSettings } from '../settings.ts';
import { nextPage, readPage, secondsAfter, secondsBefore } from './read-list.ts';

const PATH = '/v1/notifications/webhooks-events';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * PayPal's log of webhook events (`GET /v1/notifications/webhooks-events`, notifications_webhooks_v1). It has the events of this REST app only.
 * How long the API keeps them is not documented; the dashboard shows 30 days.
 */
export const events: EventReads<PaypalSettings> = {
  everyMs: 15 * MINUTE,
  settleMs: 5 * MINUTE,
  overlapMs: 6 * HOUR,
  reachesBackDays: 30,
  list: async (span, page, access) => {
    const request = page === undefined ? firstPage(span) : { path: continued(page) };
    const read = await readPage(request, { key: 'events', access });
    return {
      // Not compared with the span: PayPal may list an event by the time at which it was indexed.
      items: read.items.map((body) => asFetched(body, span)),
      next: nextPage(read.answer, { under: PATH, asked: request.path, access }),
    };
  },
};

const firstPage = ({ from, to }: Span) => ({
  path: PATH,
  query: { start_time: secondsBefore(from), end_time: secondsAfter(to), page_size: 100 },
});

/** A position is the path and query of a link that was checked when it was read. */
function continued(page: string): string {
  if (page.startsWith(PATH)) return page;
  throw new ApiRefusedError("the position is not one of PayPal's list of events", { status: 0 });
}

/** The key is that of the delivery, by the same function. An event whose time cannot be read counts as the oldest of its span. */
function asFetched(body: Buffer, { from }: Span): FetchedEvent {
  const { eventKey, type } = identify({ body });
  const { create_time: time } = peekJson(body) ?? {};
  const createdAt = typeof time === 'string' ? fromIsoText(time) : undefined;
  return { eventKey, type, createdAt: createdAt === undefined ? from : new Date(createdAt), body };
}
