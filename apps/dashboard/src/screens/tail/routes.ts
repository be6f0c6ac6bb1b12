import type { Reader } from '@payspool/db/reader';
import {
  amountText,
  describeChange,
  EVENT_LIST,
  isLate,
  listEvents,
  type TailedEvent,
} from '@payspool/inspect';
import { askedFilter } from '../../html/filter-bar.ts';
import { href } from '../../html/href.ts';
import { shortText } from '../../html/id.ts';
import { statusParts } from '../../html/status.ts';
import { exactTime } from '../../html/time.ts';
import { badRequest, conflict, page, type Screen, type ScreenRequest, stream } from '../screen.ts';
import { createTail, type Tail } from './tail.ts';
import { tailView } from './view.ts';

export const tailScreen: Screen = {
  routes: [
    { method: 'GET', path: '/tail', right: 'read', handle: show },
    { method: 'GET', path: '/tail/stream', right: 'read', handle: listen },
  ],
};

async function show({ reader, query, path, user, now }: ScreenRequest) {
  const asked = askedFilter(EVENT_LIST, query['filter'] ?? '', now);
  const rows = asked.filter ? (await listEvents(reader, asked.filter, { scope: user.scope })).rows : [];
  return page(tailView({ asked, rows, path }), { rows, faults: asked.faults });
}

/** All listeners of a process share one reader of the tail. */
const tails = new WeakMap<Reader, Tail>();

function tailOf(reader: Reader): Tail {
  const known = tails.get(reader);
  if (known) return known;
  const tail = createTail(reader, lineOf);
  tails.set(reader, tail);
  return tail;
}

const SSE = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies must not collect it.
  'x-accel-buffering': 'no',
};

async function listen({ reader, query, user, now, signal }: ScreenRequest) {
  const { filter, faults } = askedFilter(EVENT_LIST, query['filter'] ?? '', now);
  if (!filter) return badRequest(faults.map(({ message }) => message).join(' '));
  const last = query['last'] ?? '';
  const lastId = /^\d{1,18}$/.test(last) ? BigInt(last) : undefined;
  const body = tailOf(reader).listen({ filter, scope: user.scope, lastId, signal });
  return body ? stream(body, SSE) : conflict('Too many people watch the tail: 50 at most.');
}

/** One event as a server-sent event. The browser shows its texts as texts. */
function lineOf(event: TailedEvent): string {
  const { id, provider, account, type, status, receivedAt, eventKey, changes, touched, amount, error } =
    event;
  const what = [
    ...changes.map((change) => `${change.kind} ${change.ref}: ${describeChange(change, change)}`),
    ...(changes.length === 0 && touched
      ? [`${touched.kind} ${touched.ref}${amount ? ` ${amountText(amount)}` : ''}`]
      : []),
    ...(error === null ? [] : [error]),
    ...(isLate(event) ? ['late'] : []),
  ].join('; ');
  const line = {
    at: receivedAt,
    time: exactTime(receivedAt),
    account: `${provider}/${account}`,
    status: statusParts(status),
    type,
    key: shortText(eventKey),
    what,
    href: href.event(event),
  };
  return `id: ${id}\ndata: ${JSON.stringify(line)}\n\n`;
}
