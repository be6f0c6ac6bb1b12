import type { FakeRequest } from '../../simulator/fake-api.ts';
import { isWithin, linkTo, notFound, numberIn, originOf, type Route } from './fake-answers.ts';
import type { FakePaypalOptions } from './fake-options.ts';

const PATH = '/v1/notifications/webhooks-events';

interface Listed {
  readonly id: string;
  readonly createdAt: string;
  readonly listedFrom: Date;
  readonly body: string;
}

/** The log of webhook events: newest first, with a cursor in the link to the next page, so that new events do not shift the pages. */
export function createFakeEvents(options: Pick<FakePaypalOptions, 'now' | 'linkOrigin'>) {
  const log: Listed[] = [];

  const add = (body: Buffer, { listedFrom = new Date(0) }: { readonly listedFrom?: Date } = {}) => {
    const { id, create_time: createdAt } = JSON.parse(body.toString()) as { id: string; create_time: string };
    log.push({ id, createdAt, listedFrom, body: body.toString() });
  };

  const answer: Route = (request) => {
    if (request.method !== 'GET' || !request.path.startsWith(PATH)) return undefined;
    const id = request.path.slice(PATH.length + 1);
    const listed = log.filter(({ listedFrom }) => listedFrom <= options.now());
    if (id === '') return page(request, listed);
    const event = listed.find((each) => each.id === decodeURIComponent(id));
    return event ? { status: 200, body: event.body } : notFound();
  };

  return { add, answer };

  function page(request: FakeRequest, listed: readonly Listed[]) {
    const { query } = request;
    const found = listed
      .filter(({ createdAt }) => isWithin(createdAt, query.get('start_time'), query.get('end_time')))
      .toSorted((a, b) => compare(b, a));
    const cursor = { createdAt: query.get('index_time') ?? '', id: query.get('index_id') ?? '' };
    const rest = query.has('move_to') ? found.filter((each) => compare(each, cursor) < 0) : found;
    const shown = rest.slice(0, numberIn(request, 'page_size', 10));
    const last = shown.at(-1);
    const next =
      last && shown.length < rest.length
        ? [
            linkTo(request, 'next', {
              origin: originOf(request, options),
              query: { move_to: 'next', index_time: last.createdAt, index_id: last.id },
            }),
          ]
        : [];
    // The events are written as they were sent, and not by our JSON library.
    const items = shown.map(({ body }) => body).join(', ');
    return {
      status: 200,
      body: `{ "events": [${items}], "count": ${shown.length}, "links": ${JSON.stringify(next)} }`,
    };
  }
}

function compare(a: Pick<Listed, 'createdAt' | 'id'>, b: Pick<Listed, 'createdAt' | 'id'>): number {
  const byTime = Date.parse(a.createdAt) - Date.parse(b.createdAt);
  if (byTime !== 0) return byTime;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
