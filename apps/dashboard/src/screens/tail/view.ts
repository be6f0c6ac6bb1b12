import { EVENT_LIST, type ListedEvent } from '@payspool/inspect';
import { type AskedFilter, filterBar } from '../../html/filter-bar.ts';
import { html } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { exactTimeElement } from '../../html/time.ts';
import { effectOf, eventLink } from '../events/event-cells.ts';

export interface TailViewOptions {
  readonly asked: AskedFilter;
  /** The newest events when the page was made. */
  readonly rows: readonly ListedEvent[];
  readonly path: string;
}

export const tailView = ({ asked, rows, path }: TailViewOptions): PageContent => ({
  title: 'Tail',
  status: asked.filter ? 200 : 400,
  scripts: ['tail.js'],
  command: ['events', 'list', ...(asked.text === '' ? [] : asked.text.split(' '))],
  body: html`${filterBar({ list: EVENT_LIST, asked, path })}
    <p
      id="tail"
      data-stream="${href.withQuery('/tail/stream', {}, { filter: asked.text, last: rows[0] && String(rows[0].id) })}"
    >
      <button type="button" id="pause" hidden>Pause</button>
      <span id="tail-state" class="quiet">Reload the page to see newer events.</span>
    </p>
    ${table({
      caption: 'Events as they come, newest first',
      rows,
      columns: [
        { label: 'received', cell: ({ receivedAt }) => exactTimeElement(receivedAt) },
        { label: 'account', cell: ({ provider, account }) => `${provider}/${account}` },
        { label: 'status', cell: (event) => status(event.status) },
        { label: 'type', cell: ({ type }) => type },
        { label: 'what', cell: effectOf },
        { label: 'key', isHead: true, cell: eventLink },
      ],
    })}`,
});
