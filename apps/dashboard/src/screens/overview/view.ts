import {
  type AccountOverview,
  nextStep,
  type Waiting,
  type WaitingKind,
  waitingText,
} from '@payspool/inspect';
import type { RefusedDelivery } from '@payspool/queue';
import { bars } from '../../html/bars.ts';
import { copyable } from '../../html/command.ts';
import { type Content, html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { duration, exactTimeElement, time } from '../../html/time.ts';
import { queueTable } from './queue-table.ts';
import type { QueueState } from './read-queue.ts';

export interface OverviewData {
  readonly waiting: readonly Waiting[];
  readonly accounts: readonly AccountOverview[];
  readonly queue: Pick<QueueState, 'backlog' | 'problem'>;
  readonly lastRefused: RefusedDelivery | undefined;
  readonly now: Date;
}

export const overviewView = ({ waiting, accounts, queue, lastRefused, now }: OverviewData): PageContent => ({
  title: 'Overview',
  command: ['overview'],
  body: html`<h2>Waiting for somebody</h2>
    ${waiting.length === 0 && !queue.problem ? html`<p>${status('nothing', 'good')} Nothing waits for anybody. Last looked ${exactTimeElement(now)}.</p>` : todo(waiting, now)}
    <h2>Accounts</h2>
    ${accountTable(accounts, { lastRefused, now })}
    <h2>Queues</h2>
    ${queueTable(queue)}`,
});

const todo = (waiting: readonly Waiting[], now: Date): Html =>
  table({
    caption: 'What waits for somebody',
    rows: waiting,
    empty: html`<p>The database shows nothing that waits for anybody.</p>`,
    columns: [
      {
        label: 'what',
        cell: (one) =>
          html`${status(isUrgent(one.kind) ? 'act' : 'look', isUrgent(one.kind) ? 'bad' : 'wait')}
            <a class="row-link" href="${listOf(one)}">${waitingText(one)}</a>`,
      },
      { label: 'of', cell: ({ names }) => names.join(', ') },
      { label: 'since', cell: ({ oldest }) => time(oldest, now) },
      { label: 'next command', cell: (one) => copyable(nextStep(one).command, 'command') },
      { label: 'runbook', cell: (one) => html`<code>docs/runbook.md#${nextStep(one).runbook}</code>` },
    ],
  });

/** The others do no harm while they wait. */
const isUrgent = (kind: WaitingKind): boolean => !['findings', 'operations'].includes(kind);

const LISTS: Readonly<Record<WaitingKind, (filter?: string) => string>> = {
  failed_events: (filter) => href.events({ filter }),
  failed_reactions: (filter) => href.reactions({ filter }),
  disabled_consumers: () => href.reactions(),
  stuck_outbox: () => href.reactions(),
  silent_accounts: () => href.events(),
  refusals: () => href.refusals(),
  queue: () => href.queues(),
  findings: () => href.drift(),
  sweeps: () => href.drift(),
  operations: () => href.operations(),
};

const listOf = (one: Waiting): string => LISTS[one.kind](nextStep(one).filter);

function accountTable(
  accounts: readonly AccountOverview[],
  { lastRefused, now }: Pick<OverviewData, 'lastRefused' | 'now'>,
): Html {
  return table({
    caption: 'Accounts',
    rows: accounts,
    empty: noAccount(lastRefused, now),
    columns: [
      {
        label: 'account',
        cell: (one) =>
          html`<a class="row-link" href="${href.account(one)}">${one.provider}/${one.account}</a>`,
      },
      { label: 'mode', cell: ({ mode }) => mode },
      { label: 'last delivery', cell: (one) => lastDelivery(one, now) },
      { label: 'last hour', cell: hourBars },
      {
        label: 'until applied',
        isNumber: true,
        cell: ({ lagP50Ms, lagP95Ms }) =>
          lagP50Ms === null || lagP95Ms === null
            ? nothing
            : html`${duration(lagP50Ms)} <small>95 %: ${duration(lagP95Ms)}</small>`,
      },
      { label: 'sweep', cell: (one) => sweepCell(one, now) },
    ],
  });
}

const lastDelivery = ({ delivered, received, isSilent }: AccountOverview, now: Date): Content => {
  if (delivered === null)
    return html`<span class="quiet">none lately</span> <small>read by API ${time(received, now)}</small>`;
  return isSilent ? html`${time(delivered, now)} ${status('silent', 'bad')}` : time(delivered, now);
};

/** The deliveries of the last hour, a bar for each minute. */
export function hourBars({
  provider,
  account,
  minutes,
}: Pick<AccountOverview, 'provider' | 'account' | 'minutes'>): Html {
  const total = minutes.reduce((sum, count) => sum + count, 0);
  const sentence = `${total} deliveries to ${provider}/${account} in the last hour`;
  if (total === 0) return html`<span class="quiet">none</span>`;
  return html`${bars({
      sentence,
      series: [{ name: 'deliveries', tone: 'good' }],
      bars: minutes.map((count, at) => ({ label: `${60 - at} min ago`, values: [count] })),
      width: 120,
      height: 20,
      isSmall: true,
    })} <small>${total}</small>`;
}

function sweepCell({ sweeps }: AccountOverview, now: Date): Content {
  const [last] = sweeps;
  if (!last) return html`<span class="quiet">not read</span>`;
  const missed = sweeps.reduce((sum, sweep) => sum + sweep.missed, 0n);
  const failed = sweeps.find(({ error }) => error !== null);
  return html`read to ${time(last.doneTo, now)}
    <small>${missed} missed in all</small>
    ${failed ? html`${status('failed')} <small>${failed.error}</small>` : nothing}`;
}

const noAccount = (lastRefused: RefusedDelivery | undefined, now: Date): Html =>
  html`<p>
      No event has arrived yet. Create an endpoint at the provider
      (${copyable('payspool endpoints create --help', 'command')}) with the address
      <code>https://your.host/webhooks/&lt;provider&gt;</code>, or send a delivery of your own:
      ${copyable('payspool simulate --help', 'command')}.
    </p>
    ${
      lastRefused
        ? html`<p>
            The last refused delivery came ${time(lastRefused.at, now)}:
            <a href="${href.refusals()}"
              >${lastRefused.code} of ${lastRefused.provider}/${lastRefused.account}</a
            >.
          </p>`
        : nothing
    }`;
