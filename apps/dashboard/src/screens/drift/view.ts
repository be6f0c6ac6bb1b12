import type { Cursor, Finding, FollowUps, FoundRow, SweepState } from '@payspool/inspect';
import { commandText, copyable } from '../../html/command.ts';
import { diff, type DiffRow } from '../../html/diff.ts';
import { pages } from '../../html/filter-bar.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href, type Query } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { time } from '../../html/time.ts';
import { sweepTable } from './sweep-table.ts';

export interface DriftData {
  readonly findings: readonly Finding[];
  readonly sweeps: readonly SweepState[];
  readonly followUps: readonly FollowUps[];
  readonly resolved: boolean;
  readonly withInformation: boolean;
  readonly place: {
    readonly path: string;
    readonly query: Query;
    readonly older: Cursor | undefined;
    readonly newer: Cursor | undefined;
  };
  readonly mayOperate: boolean;
  readonly now: Date;
}

export const driftView = (data: DriftData): PageContent => {
  const { findings, sweeps, followUps, resolved, place, mayOperate, now } = data;
  return {
    title: 'Drift',
    command: ['reconcile', '--help'],
    body: html`<p>
        What comparisons with the providers' APIs found to differ from our rows. ${choices(data)}
      </p>
      ${findings.length === 0 ? html`<p>${status('nothing', 'good')} ${resolved ? 'Nothing was resolved.' : 'Nothing differs, as far as was compared.'}</p>` : nothing}
      ${findings.map((finding) => findingSection(finding, { mayOperate, now }))} ${pages(place, place)}
      <h2>Sweeps</h2>
      <p class="quiet">How far the providers' own lists of events have been read.</p>
      ${sweepTable(sweeps, now)}
      <h2>Asked again</h2>
      <p class="quiet">
        Open orders and payments, pending refunds, open disputes, subscriptions whose period has ended.
      </p>
      ${followUpTable(followUps, now)}`,
  };
};

function choices({ place: { path }, resolved, withInformation }: DriftData): Html {
  const to = (query: Query) => href.withQuery(path, {}, query);
  return html`${resolved || withInformation ? html`<a href="${to({})}">Only what differs now</a>` : nothing}
  ${withInformation ? nothing : html`<a href="${to({ all: 'yes' })}">With what is only information</a>`}
  ${resolved ? nothing : html`<a href="${to({ resolved: 'yes' })}">Resolved</a>`}`;
}

function findingSection(finding: Finding, { mayOperate, now }: Pick<DriftData, 'mayOperate' | 'now'>): Html {
  const { provider, account, objectKind, objectId, remedy, foundAt, seenAt, resolvedAt, rows } = finding;
  const name = `${objectKind} ${objectId}`;
  return html`<section data-row>
    <h3>
      ${status(finding.class)} <a class="row-link" href="${href.find(objectId)}">${name}</a>
      <small>${provider}/${account}</small>
    </h3>
    <p>${remedy}</p>
    <p class="quiet">
      Found ${time(foundAt, now)}, seen
      ${time(seenAt, now)}${resolvedAt ? html`, resolved ${time(resolvedAt, now)}` : nothing}
    </p>
    ${rows.map((row) => rowDiff(row, finding))} ${mayOperate && !resolvedAt ? actions(finding) : nothing}
  </section>`;
}

const rowDiff = (row: FoundRow, finding: Finding): Html => {
  const { table: name, key, kind } = row;
  const heading = html`<p>
    <code>${name}</code>
    ${rowLink(row, finding)}${kind === 'different' ? nothing : html` <small>${KINDS[kind]}</small>`}
  </p>`;
  const rows: DiffRow[] = row.columns.map(({ column, stored, derived }) => ({
    field: column,
    before: stored === 'null' ? null : stored,
    after: derived === 'null' ? null : derived,
  }));
  return html`${heading}${rows.length === 0 ? nothing : diff({ caption: `${name} ${key}`, labels: ['ours', 'theirs'], rows })}`;
};

const KINDS = { missing: 'only the provider has it', unexpected: 'only we have it' } as const;

/** The page of a row's purchase. */
function rowLink({ table: name, key }: FoundRow, { provider, account }: Finding): Html {
  if (name === 'orders')
    return html`<a href="${href.order({ provider, account, orderRef: key })}">${key}</a>`;
  if (name === 'subscriptions')
    return html`<a href="${href.subscription({ provider, account, subscriptionRef: key })}">${key}</a>`;
  return html`<a href="${href.find(key)}">${key}</a>`;
}

/** Only what is missing or behind can be applied; anything can be asked again. */
function actions({ provider, account, objectId, class: name }: Finding): Html {
  const again = ['reconcile', '--provider', provider, '--account', account, '--order', objectId];
  const canApply = name === 'missing' || name === 'behind';
  return html`<p>
    Ask again: ${copyable(commandText(again), 'command')}
    ${canApply ? html`Apply: ${copyable(commandText([...again, '--apply']), 'command')}` : nothing}
  </p>`;
}

const followUpTable = (followUps: readonly FollowUps[], now: Date): Html =>
  table({
    caption: 'What is asked of the providers again',
    rows: followUps,
    empty: html`<p>Nothing is asked again: no account has API credentials, or everything is final.</p>`,
    columns: [
      {
        label: 'account',
        cell: (one) => html`<a href="${href.account(one)}">${one.provider}/${one.account}</a>`,
      },
      { label: 'kind', cell: ({ kind }) => kind },
      { label: 'how many', isNumber: true, cell: ({ count }) => count },
      { label: 'due', isNumber: true, cell: ({ due }) => due },
      { label: 'next', cell: ({ nextAt }) => time(nextAt, now) },
      { label: 'failed', isNumber: true, cell: ({ failed }) => failed },
      { label: 'error', cell: ({ error }) => error },
    ],
  });
