import {
  countEvents,
  cursorText,
  EVENT_LIST,
  findEvent,
  isInScope,
  listEvents,
  printFilter,
  readBody,
} from '@payspool/inspect';
import { askedFilter, askedPage } from '../../html/filter-bar.ts';
import { badRequest, notFound, page, type Screen, type ScreenRequest } from '../screen.ts';
import { hasRight } from '../../access/user.ts';
import { bodyView, MOST_REASON, shownBody } from './body-view.ts';
import { eventView } from './event-view.ts';
import { eventsView } from './list-view.ts';
import { readJob } from './read-job.ts';

export const eventsScreen: Screen = {
  routes: [
    { method: 'GET', path: '/events', right: 'read', handle: list },
    { method: 'GET', path: '/events/:provider/:account/:key', right: 'read', handle: show },
    { method: 'POST', path: '/events/:provider/:account/:key/body', right: 'bodies', handle: showBody },
  ],
};

async function list({ reader, query, path, user, now }: ScreenRequest) {
  const asked = askedFilter(EVENT_LIST, query['filter'] ?? '', now);
  if (!asked.filter)
    return page(eventsView({ asked, found: undefined, path, query, mayOperate: false }), {
      faults: asked.faults,
    });
  const { filter } = asked;
  const request = askedPage(query);
  const isFirst = !request.older && !request.newer;
  const [rows, counts] = await Promise.all([
    listEvents(reader, filter, { ...request, scope: user.scope }),
    // The bars are above the first page alone, so that turning pages costs nothing more.
    isFirst ? countEvents(reader, filter, now, user.scope) : undefined,
  ]);
  const mayOperate = hasRight(user, 'operate');
  return page(eventsView({ asked, found: { page: rows, counts }, path, query, mayOperate }), {
    filter: printFilter(filter),
    rows: rows.rows,
    older: rows.older && cursorText(rows.older),
    newer: rows.newer && cursorText(rows.newer),
    counts,
    searchedTo: rows.searchedTo,
  });
}

async function show(request: ScreenRequest) {
  const event = await eventOf(request);
  if (!event) return notFound(NO_EVENT);
  const job = await readJob(request.queueView, event);
  return page(eventView({ event, job, user: request.user, now: request.now }), { ...event, job });
}

const NO_EVENT = 'There is no such event. It may be in another account: find it by its key.';

function eventOf({ reader, params, user }: ScreenRequest) {
  const { provider = '', account = '', key: eventKey = '' } = params;
  const name = { provider, account, eventKey };
  return isInScope(user.scope, name) ? findEvent(reader, name) : undefined;
}

/** Not answered as JSON: a body is for one person to look at. */
async function showBody(request: ScreenRequest) {
  const { reader, form, actor, isJson } = request;
  const reason = (form.get('reason') ?? '').trim();
  const wanted = form.get('show');
  if (isJson || (wanted !== 'masked' && wanted !== 'all') || reason.length > MOST_REASON)
    return badRequest('This form was not filled in on the page of an event.');
  const event = await eventOf(request);
  if (!event) return notFound(NO_EVENT);
  const { name: user, via, ip } = actor;
  const body = await readBody(reader, { eventId: event.id, user, reason, via, ip });
  return page(bodyView(event, body ? shownBody(event, body, wanted) : undefined), null);
}
