import {
  type EventFailures,
  eventGroupFilter,
  type Groups,
  type JobFailures,
  type ReactionFailures,
  reactionGroupFilter,
} from '@payspool/inspect';
import { html, type Html, nothing } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { type Column, table } from '../../html/table.ts';
import { time } from '../../html/time.ts';

export interface FailuresData {
  readonly events: Groups<EventFailures>;
  readonly ignored: Groups<EventFailures>;
  readonly reactions: Groups<ReactionFailures>;
  readonly jobs: { readonly groups: readonly JobFailures[]; readonly problem?: string };
  /** Whether the user may retry. */
  readonly mayOperate: boolean;
  readonly now: Date;
}

export const failuresView = (data: FailuresData): PageContent => ({
  title: 'Failures',
  command: ['overview'],
  body: html`<h2>Events that failed</h2>
    ${eventTable(data.events, { ...data, status: 'failed' })}
    <h2>Reactions that failed</h2>
    ${reactionTable(data.reactions, data)}
    <h2>Jobs that failed or are retried</h2>
    ${data.jobs.problem === undefined ? jobTable(data.jobs.groups, data.now) : html`<p class="notice">${data.jobs.problem}.</p>`}
    <h2>Events that were ignored</h2>
    <p class="quiet">Nothing has to be done about them, unless a setting is missing.</p>
    ${eventTable(data.ignored, { ...data, status: 'ignored' })}`,
});

interface Group {
  readonly cause: string;
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
}

/** The columns that all groups have. */
const common = (now: Date): readonly Column<Group>[] => [
  { label: 'since', cell: ({ since }) => time(since, now) },
  { label: 'last', cell: ({ until }) => time(until, now) },
];

const countColumn: Column<Group> = {
  label: 'how many',
  isNumber: true,
  cell: ({ count }) => count.toLocaleString('en'),
};

function eventTable(
  { groups, isMore }: Groups<EventFailures>,
  {
    mayOperate,
    now,
    status,
  }: Pick<FailuresData, 'mayOperate' | 'now'> & { readonly status: 'failed' | 'ignored' },
): Html {
  const shown = table({
    caption: `Events that ${status === 'failed' ? 'failed' : 'were ignored'}, by cause`,
    rows: groups,
    empty: html`<p>${status === 'failed' ? 'No event failed.' : 'No event was ignored.'}</p>`,
    columns: [
      countColumn,
      {
        label: 'cause',
        isHead: true,
        cell: (group) =>
          html`<a class="row-link" href="${href.events({ filter: eventGroupFilter(group, status) })}"
            >${group.cause || 'no error'}</a
          >`,
      },
      { label: 'of', cell: ({ provider, type }) => html`${provider} <code>${type || 'unknown type'}</code>` },
      ...common(now),
      {
        label: 'newest',
        cell: ({ provider, newest: { account, key, error } }) =>
          html`<a href="${href.event({ provider, account, eventKey: key })}"><code>${idText(key)}</code></a>
            <small>${error}</small>`,
      },
      {
        label: 'retry',
        cell: (group) =>
          mayOperate && status === 'failed'
            ? html`<a href="${href.newOperation({ kind: 'replay', filter: eventGroupFilter(group, status) })}"
                >replay all…</a
              >`
            : nothing,
      },
    ],
  });
  return html`${shown}${isMore && NEWEST_ONLY}`;
}

const NEWEST_ONLY = html`<p class="quiet">Only the newest 10,000 are grouped.</p>`;

function reactionTable(
  { groups, isMore }: Groups<ReactionFailures>,
  { mayOperate, now }: Pick<FailuresData, 'mayOperate' | 'now'>,
): Html {
  const shown = table({
    caption: 'Reactions that failed, by cause',
    rows: groups,
    empty: html`<p>No reaction failed.</p>`,
    columns: [
      countColumn,
      {
        label: 'cause',
        isHead: true,
        cell: (group) =>
          html`<a class="row-link" href="${href.reactions({ filter: reactionGroupFilter(group) })}"
            >${group.cause || 'no error'}</a
          >`,
      },
      { label: 'of', cell: ({ consumer, topic }) => html`${consumer} <code>${topic}</code>` },
      ...common(now),
      {
        label: 'newest',
        cell: ({ consumer, newest: { outboxId, error } }) =>
          html`<a href="${href.reaction({ outboxId, consumer })}">transition ${outboxId}</a>
            <small>${error}</small>`,
      },
      {
        label: 'retry',
        cell: (group) =>
          mayOperate
            ? html`<a
                href="${href.newOperation({ kind: 'react', action: 'retry', filter: reactionGroupFilter(group) })}"
                >retry all…</a
              >`
            : nothing,
      },
    ],
  });
  return html`${shown}${isMore && NEWEST_ONLY}`;
}

const jobTable = (groups: readonly JobFailures[], now: Date): Html =>
  table({
    caption: 'Jobs that failed or are retried, by cause',
    rows: groups,
    empty: html`<p>No job failed, and none waits for another attempt.</p>`,
    columns: [
      countColumn,
      { label: 'cause', isHead: true, cell: ({ cause }) => cause },
      {
        label: 'of',
        cell: ({ queue, name }) => html`<a href="${href.queues()}">${queue}</a> <code>${name}</code>`,
      },
      ...common(now),
      { label: 'next retry', cell: ({ nextAt }) => time(nextAt, now) },
      {
        label: 'newest',
        cell: ({ newest: { id, attempts, error } }) =>
          html`<code>${idText(id)}</code> <small>${attempts} attempts: ${error}</small>`,
      },
    ],
  });
