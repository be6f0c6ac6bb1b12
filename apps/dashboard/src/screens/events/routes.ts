import {
  countEvents,
  cursorText,
  EVENT_LIST,
  findEvent,
  isInScope,
  listEvents,
  printFilter,
} from '@payspool/inspect';
import { askedFilter, askedPage } from '../../html/filter-bar.ts';
import { notFound, page, type Screen, type ScreenRequest } from '../screen.ts';
import { eventView } from './event-view.ts';
import { eventsView } from './list-view.ts';

export const eventsScreen: Screen = {
  routes: [
    { method: 'GET', path: '/events', right: 'read', handle: list },
    { method: 'GET', path: '/events/:provider/:account/:key', right: 'read', handle: show },
  ],
};

async function list({ reader, query, path, user, now }: ScreenRequest) {
  const asked = askedFilter(EVENT_LIST, query['filter'] ?? '', now);
  if (!asked.filter)
    return page(eventsView({ asked, found: undefined, path, query }), { faults: asked.faults });
  const { filter } = asked;
  const request = askedPage(query);
  const isFirst = !request.older && !request.newer;
  const [rows, counts] = await Promise.all([
    listEvents(reader, filter, { ...request, scope: user.scope }),
    // The bars are above the first page alone, so that turning pages costs nothing more.
    isFirst ? countEvents(reader, filter, now, user.scope) : undefined,
  ]);
  return page(eventsView({ asked, found: { page: rows, counts }, path, query }), {
    filter: printFilter(filter),
    rows: rows.rows,
    older: rows.older && cursorText(rows.older),
    newer: rows.newer && cursorText(rows.newer),
    counts,
  });
}

async function show({ reader, params, user, now }: ScreenRequest) {
  const { provider = '', account = '', key: eventKey = '' } = params;
  const name = { provider, account, eventKey };
  const event = isInScope(user.scope, name) ? await findEvent(reader, name) : undefined;
  if (!event) return notFound('There is no such event. It may be in another account: find it by its key.');
  return page(eventView(event, now), event);
}
