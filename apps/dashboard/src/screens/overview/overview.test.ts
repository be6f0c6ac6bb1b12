import type { AccountOverview, Waiting } from '@payspool/inspect';
import { expect, it } from 'vitest';
import { overviewView } from './view.ts';

const now = new Date('2026-03-01T12:00:00Z');
const queue = { backlog: [] };

const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  kind: 'failed_events',
  count: 3,
  isMore: false,
  oldest: new Date('2026-02-01T00:00:00Z'),
  names: [],
  ...more,
});
const account: AccountOverview = {
  provider: 'stripe',
  account: 'eu',
  mode: 'live',
  delivered: new Date(now.getTime() - 3_600_000),
  received: now,
  isSilent: true,
  minutes: Array.from({ length: 60 }, (_, at) => (at === 7 ? 4 : 0)),
  lagP50Ms: 200,
  lagP95Ms: 1500,
  sweeps: [
    {
      provider: 'stripe',
      account: 'eu',
      merchant: '',
      doneTo: now,
      endedAt: now,
      read: 9n,
      missed: 2n,
      error: null,
    },
  ],
};
const bodyOf = (more: Partial<Parameters<typeof overviewView>[0]>): string =>
  overviewView({ waiting: [], accounts: [], queue, lastRefused: undefined, now, ...more }).body.toString();

it('says that nothing waits, and what to do while there is no account', () => {
  const body = bodyOf({});
  expect(body).toContain('Nothing waits for anybody. Last looked');
  expect(body).toContain('payspool simulate --help');
});

it('shows what waits, since when, the next command, the list and the runbook', () => {
  const body = bodyOf({
    waiting: [waiting(), waiting({ kind: 'failed_reactions', count: 10_000, isMore: true })],
  });
  expect(body).not.toContain('Nothing waits');
  expect(body).toContain('3 events failed');
  expect(body).toContain('more than 10,000 reactions failed');
  expect(body).toContain('2026-02-01 00:00:00Z');
  expect(body).toContain(
    'payspool events list &#39;status:failed received:&#62;2026-01-31T00:00:00.000Z&#39;',
  );
  expect(body).toContain('/events?filter&#61;status%3Afailed+received');
  expect(body).toContain('docs/runbook.md#payspooleventsfailed');
});

it('shows each account with its last delivery, its last hour and its sweep', () => {
  const body = bodyOf({ accounts: [account] });
  expect(body).toContain('href="/accounts/stripe/eu"');
  expect(body).toContain('silent');
  expect(body).toContain('4 deliveries to stripe/eu in the last hour');
  expect(body).toContain('2 missed in all');
});
