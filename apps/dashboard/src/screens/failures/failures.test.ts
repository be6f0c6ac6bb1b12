import { expect, it } from 'vitest';
import { asOperator, EMPTY, serverUnderTest } from '../../server-under-test.ts';

const now = new Date('2026-03-01T12:00:00Z');
const at = new Date(now.getTime() - 60_000);
const event = {
  provider: 'stripe',
  type: 'charge.refunded',
  line: 'value_refused: charge ch_12345: the amount is no decimal',
  count: 3,
  since: at,
  until: at,
  newest: { account: 'eu', key: 'evt_1', error: 'value_refused: charge ch_12345' },
};
const reaction = {
  consumer: 'forward:crm',
  topic: 'order.paid',
  line: 'answered 503',
  count: 2,
  since: at,
  until: at,
  newest: { outboxId: '17', error: 'answered 503' },
};
const job = { queue: 'deliveries' as const, name: 'stripe charge.refunded', attempts: 2, at };

const server = () =>
  serverUnderTest({
    now: () => now,
    reader: {
      query: async ({ text, values }) =>
        (text.includes('FROM reactions') ? [reaction] : values.includes('failed') ? [event] : []) as never,
    },
    queueView: {
      ...EMPTY,
      troubledJobs: async () => [
        { ...job, id: '1', state: 'failed', error: 'no order ORD-12345' },
        { ...job, id: '2', state: 'delayed', error: 'no order ORD-67890', nextAt: now },
        { ...job, id: '3', state: 'delayed', nextAt: now },
      ],
    },
  });

it('failures are grouped by cause, and each group leads to its list and to a retry', async () => {
  const { body, statusCode } = await server().inject(asOperator({ url: '/failures' }));
  expect(statusCode).toBe(200);
  expect(body).toContain('value_refused: charge …: the amount is no decimal');
  expect(body).toContain('/events/stripe/eu/evt_1');
  const encoded = new URLSearchParams({ filter: 'status:failed provider:stripe type:charge.refunded' });
  expect(body.replaceAll('&#61;', '=')).toContain(`/events?${encoded.toString()}`);
  expect(body).toContain('/operations/new?kind&#61;replay');
  expect(body).toContain('/reactions/17/forward%3Acrm');
  expect(body).toContain('No event was ignored.');
});

it('jobs are grouped too, with the next retry and without those that never failed', async () => {
  const { body } = await server().inject(asOperator({ url: '/failures.json' }));
  const { jobs } = JSON.parse(body) as { jobs: { groups: unknown[] } };
  expect(jobs.groups).toMatchObject([
    { cause: 'no order …', count: 2, name: 'stripe charge.refunded', nextAt: now.toISOString() },
  ]);
});
