import { type ConsumerState, type Cursor, type Reaction, REACTION_LIST } from '@payspool/inspect';
import { type AskedFilter, filterBar, pages } from '../../html/filter-bar.ts';
import { copyable } from '../../html/command.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href, type Query } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { duration, time } from '../../html/time.ts';
import { subjectLink } from './subject-link.ts';

export interface ReactionsData {
  readonly reactions: readonly Reaction[];
  readonly consumers: readonly ConsumerState[];
  readonly asked: AskedFilter;
  readonly place: {
    readonly path: string;
    readonly query: Query;
    readonly older: Cursor | undefined;
    readonly newer: Cursor | undefined;
  };
  readonly mayOperate: boolean;
  readonly now: Date;
}

const PRESETS = [
  { name: 'Failed', filter: 'status:failed published:30d' },
  { name: 'Not delivered yet', filter: 'status:waiting,ready,queued' },
  { name: 'Skipped', filter: 'status:skipped published:30d' },
];

export const reactionsView = ({
  reactions,
  consumers,
  asked,
  place,
  mayOperate,
  now,
}: ReactionsData): PageContent => ({
  title: 'Reactions',
  command: ['reactions', 'list'],
  ...(asked.faults && { status: 400 as const }),
  body: html`${
      consumers.length > 0
        ? html`<h2>Consumers</h2>
            ${consumerTable(consumers, { mayOperate, now })}`
        : nothing
    }
    <h2>Reactions</h2>
    ${filterBar({ list: REACTION_LIST, asked, path: place.path, presets: PRESETS })}
    ${reactionTable(reactions, now)} ${pages(place, place)}`,
});

const MAX_COUNTED = 10_000;
const counted = (count: number): string =>
  count > MAX_COUNTED ? 'more than 10,000' : count.toLocaleString('en');

const consumerTable = (
  consumers: readonly ConsumerState[],
  { mayOperate, now }: Pick<ReactionsData, 'mayOperate' | 'now'>,
): Html =>
  table({
    caption: 'Consumers of transitions',
    rows: consumers,
    columns: [
      {
        label: 'consumer',
        cell: ({ consumer }) =>
          html`<a href="${href.reactions({ filter: `consumer:${JSON.stringify(consumer)}` })}"
            >${consumer}</a
          >`,
      },
      {
        label: 'delivered after',
        cell: ({ deliveredP50Ms: p50, deliveredP95Ms: p95 }) =>
          p50 === null || p95 === null
            ? html`<span class="quiet">nothing delivered</span>`
            : html`${duration(p50)} <small>95 %: ${duration(p95)}</small>`,
      },
      { label: 'last', cell: ({ deliveredAt }) => time(deliveredAt, now) },
      {
        label: 'failed',
        isNumber: true,
        cell: ({ consumer, failed }) =>
          failed === 0
            ? 0
            : html`<a
                href="${href.reactions({ filter: `status:failed consumer:${JSON.stringify(consumer)} published:365d` })}"
                >${counted(failed)}</a
              >`,
      },
      { label: 'on the queue', isNumber: true, cell: ({ queued }) => counted(queued) },
      { label: 'waiting', isNumber: true, cell: ({ waiting }) => counted(waiting) },
      {
        label: 'state',
        cell: ({ consumer, disabledAt, disabledReason }) =>
          disabledAt === null
            ? status('enabled', 'good')
            : html`${status('disabled', 'bad')} since ${time(disabledAt, now)}: ${disabledReason}
              ${mayOperate ? copyable(`payspool reactions enable ${consumer}`, 'command') : nothing}`,
      },
    ],
  });

const reactionTable = (reactions: readonly Reaction[], now: Date): Html =>
  table({
    caption: 'Reactions, newest first',
    rows: reactions,
    empty: html`<p>
      No reaction matches. Drop a term, or choose a longer span of time: <code>published:30d</code>.
    </p>`,
    columns: [
      { label: 'published', cell: ({ publishedAt }) => time(publishedAt, now) },
      { label: 'status', cell: ({ status: word }) => status(word) },
      {
        label: 'consumer',
        isHead: true,
        cell: (one) => html`<a class="row-link" href="${href.reaction(one)}">${one.consumer}</a>`,
      },
      { label: 'topic', cell: ({ topic }) => html`<code>${topic}</code>` },
      { label: 'of', cell: subjectLink },
      { label: 'attempts', isNumber: true, cell: ({ attempts }) => attempts },
      { label: 'error', cell: ({ error }) => error?.split('\n', 1)[0] },
    ],
  });
