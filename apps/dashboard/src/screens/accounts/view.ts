import { type AccountPage, type ApiBudget, termText } from '@payspool/inspect';
import type { RefusalGroup } from '@payspool/queue';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { facts, table } from '../../html/table.ts';
import { duration, time } from '../../html/time.ts';
import { sweepTable } from '../drift/sweep-table.ts';
import { hourBars } from '../overview/view.ts';

export interface AccountData extends AccountPage {
  readonly refusals: readonly RefusalGroup[];
  /** Why the refused deliveries cannot be read. */
  readonly problem?: string | undefined;
  readonly now: Date;
}

export const accountView = (data: AccountData): PageContent => {
  const { provider, account, types, hour, sweeps, drift, budget, refusals, problem, now } = data;
  const [last] = types;
  const delivered = types
    .flatMap((type) => type.delivered ?? [])
    .toSorted((a, b) => b.getTime() - a.getTime());
  return {
    title: `${provider}/${account}`,
    command: ['events', 'list', `${termText('provider', provider)} ${termText('account', account)}`],
    body: html`${facts([
        ['mode of the last event', last?.mode ? status(last.mode) : undefined],
        ['address for the provider', webhookUrl(provider, account)],
        ['last delivery', delivered[0] ? time(delivered[0], now) : 'none lately'],
        ['last hour', hour ? hourBars(hour) : 'none'],
        [
          'until applied',
          hour && hour.lagP50Ms !== null && hour.lagP95Ms !== null
            ? `${duration(hour.lagP50Ms)}; 95 of 100 within ${duration(hour.lagP95Ms)}`
            : undefined,
        ],
        [
          'events',
          html`<a
            href="${href.events({ filter: `${termText('provider', provider)} ${termText('account', account)}` })}"
            >of the last week</a
          >`,
        ],
        ['calls of its API', budget ? budgetText(budget, now) : 'none yet'],
        [
          'differs',
          drift.length === 0
            ? 'nothing that was compared'
            : html`<a href="${href.drift()}"
                >${drift.map(({ class: name, count }) => `${count} ${name}`).join(', ')}</a
              >`,
        ],
      ])}
      <h2>Last events by type</h2>
      ${typeTable(data)}
      <h2>Refused deliveries</h2>
      ${problem === undefined ? refusalTable(refusals, now) : html`<p class="notice bad">${problem}.</p>`}
      <h2>Sweeps</h2>
      ${sweepTable(sweeps, now)}`,
  };
};

/** Connected accounts share the endpoint of the account whose name stands before the slash. */
function webhookUrl(provider: string, account: string): Html {
  const [own = account, connected] = account.split('/');
  const address = `https://<your host>/webhooks/${provider}${own === 'default' ? '' : `/${own}`}`;
  return html`<code>${address}</code>
    <small
      >${connected === undefined ? nothing : 'of the account that it is connected to; '}a provider without
      signatures has your token at the end instead: docs/deploy.md</small
    >`;
}

const budgetText = ({ tokens, filledAt, share, pausedUntil }: ApiBudget, now: Date): Html =>
  pausedUntil && pausedUntil > now
    ? html`${status('paused')} until ${time(pausedUntil, now)}: the API demanded it`
    : html`${Math.floor(tokens)} were left
      ${time(filledAt, now)}${share < 1 ? html`; at ${Math.round(share * 100)} % of the rate, because the API answered 429` : nothing}`;

const typeTable = ({ provider, account, types, now }: AccountData): Html =>
  table({
    caption: 'The last events by type',
    rows: types,
    empty: html`<p>No event has been recorded.</p>`,
    columns: [
      {
        label: 'type',
        cell: ({ type }) =>
          html`<a
            class="row-link"
            href="${href.events({ filter: [...(type === '' ? [] : [termText('type', type)]), termText('provider', provider), termText('account', account)].join(' ') })}"
            ><code>${type || 'unknown'}</code></a
          >`,
      },
      { label: 'last event', cell: ({ received }) => time(received, now) },
      { label: 'its source', cell: ({ source }) => source },
      {
        label: 'last delivery',
        cell: ({ delivered }) =>
          delivered ? time(delivered, now) : html`<span class="quiet">not among the newest 50</span>`,
      },
    ],
  });

const refusalTable = (refusals: readonly RefusalGroup[], now: Date): Html =>
  table({
    caption: 'Refused deliveries of this account',
    rows: refusals,
    empty: html`<p>None was refused in the last 30 days.</p>`,
    columns: [
      { label: 'how many', isNumber: true, cell: ({ count }) => count.toLocaleString('en') },
      {
        label: 'reason',
        isHead: true,
        cell: ({ provider, account, code }) =>
          html`<a
            href="${href.refusals({ filter: [termText('code', code), termText('provider', provider), termText('account', account)].join(' ') })}"
            ><code>${code}</code></a
          >`,
      },
      { label: 'since', cell: ({ since }) => time(since, now) },
      { label: 'last', cell: ({ until }) => time(until, now) },
      { label: 'why', cell: ({ guess, newest }) => guess ?? newest.why },
    ],
  });
