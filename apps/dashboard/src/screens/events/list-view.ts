import { EVENT_LIST, type EventCounts, type ListedEvent, type SearchedPage } from '@payspool/inspect';
import { bars } from '../../html/bars.ts';
import { type AskedFilter, filterBar, pages } from '../../html/filter-bar.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href, type Query } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { exactTime, exactTimeElement } from '../../html/time.ts';
import { effectOf, eventLink } from './event-cells.ts';

const PRESETS = [
  { name: 'Failed', filter: 'status:failed' },
  { name: 'Ignored', filter: 'status:ignored' },
  { name: 'Late', filter: 'late:>1h' },
  { name: 'Refetched', filter: 'source:refetched,observed' },
  { name: 'Test in live', filter: 'mode:test' },
];

export interface EventsViewOptions {
  readonly asked: AskedFilter;
  /** `undefined` if the filter has mistakes. */
  readonly found:
    | { readonly page: SearchedPage<ListedEvent>; readonly counts: EventCounts | undefined }
    | undefined;
  readonly path: string;
  readonly query: Query;
  /** Whether the user may act on what is listed. */
  readonly mayOperate: boolean;
}

export const eventsView = ({ asked, found, path, query, mayOperate }: EventsViewOptions): PageContent => ({
  title: 'Events',
  status: found ? 200 : 400,
  scripts: ['newer.js'],
  command: ['events', 'list', ...(asked.text === '' ? [] : asked.text.split(' '))],
  body: html`${filterBar({ list: EVENT_LIST, asked, path, presets: PRESETS })}
  ${found ? list(found, { asked, path, query }) : nothing}
  ${found && mayOperate && found.page.rows.length > 0 ? actions(asked) : nothing}`,
});

function list(
  { page, counts }: NonNullable<EventsViewOptions['found']>,
  { asked, path, query }: Pick<EventsViewOptions, 'asked' | 'path' | 'query'>,
): Html {
  return html`${counts ? chart(counts, { asked, path }) : nothing}
    <div
      id="tail"
      data-stream="${href.withQuery('/tail/stream', {}, { filter: asked.text })}"
      data-mode="count"
    ></div>
    ${table({
      caption: 'Events, newest first',
      rows: page.rows,
      empty: emptyOf(asked),
      columns: [
        { label: 'received', cell: ({ receivedAt }) => exactTimeElement(receivedAt) },
        {
          label: 'occurred',
          cell: ({ occurredAt }) => (occurredAt ? exactTimeElement(occurredAt) : 'unknown'),
        },
        { label: 'status', cell: (event) => status(event.status) },
        { label: 'account', cell: ({ provider, account }) => `${provider}/${account}` },
        { label: 'type', cell: ({ type }) => type || 'unreadable' },
        { label: 'touched and changed', cell: effectOf },
        { label: 'key', isHead: true, cell: eventLink },
      ],
    })}
    ${pages(page, { path, query })}`;
}

/** Operations on everything that the filter selects, also on other pages. */
function actions({ text, filter }: AskedFilter): Html {
  const areFailed = filter?.terms.some(
    ({ key, written, isNegative }) => key === 'status' && !isNegative && written.includes('failed'),
  );
  return html`<p class="actions">
    ${areFailed ? html`<a class="button" href="${href.newOperation({ kind: 'retry', filter: text })}">Retry all that match</a>` : nothing}
    <a class="button" href="${href.newOperation({ kind: 'replay', filter: text })}">Replay all that match</a>
  </p>`;
}

function chart(
  { bars: all, count, isCut, stepMs, from }: EventCounts,
  { asked, path }: Pick<EventsViewOptions, 'asked' | 'path'>,
): Html {
  const failed = all.reduce((sum, bar) => sum + bar.failed, 0);
  const counted = isCut ? `the newest ${count}, since ${exactTime(from)}; there are more` : `${count}`;
  const rest = (asked.filter?.terms ?? [])
    .filter(({ key, isNegative }) => key !== 'received' || isNegative)
    .map(({ written }) => written);
  const narrowed = (at: Date) =>
    [...rest, `received:${at.toISOString()}..${new Date(at.getTime() + stepMs).toISOString()}`].join(' ');
  return bars({
    sentence: `Events by time of receipt: ${counted}, ${failed} of them failed`,
    series: [
      { name: 'others', tone: 'past' },
      { name: 'failed', tone: 'bad' },
    ],
    bars: all.map((bar) => ({
      label: exactTime(bar.at),
      values: [bar.count - bar.failed, bar.failed],
      href: href.withQuery(path, {}, { filter: narrowed(bar.at) }),
    })),
  });
}

/** What to do if nothing matches: drop a term. */
function emptyOf({ filter }: AskedFilter): Html {
  const terms = filter?.terms ?? [];
  const longer = terms.some(({ isDefault }) => isDefault);
  return html`<p>No event matches.</p>
    ${
      longer
        ? html`<p>
            Only the last seven days were searched: choose a longer time, <code>received:90d</code>.
          </p>`
        : nothing
    }
    <p>
      If a delivery should be here, see the <a href="${href.refusals()}">refused ones</a>, or run
      <code>payspool doctor</code>.
    </p>`;
}
