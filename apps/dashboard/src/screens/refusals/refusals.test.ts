import { QueueUnavailableError, type RefusedDelivery } from '@payspool/queue';
import { expect, it } from 'vitest';
import { asOperator, EMPTY, serverUnderTest } from '../../server-under-test.ts';

const now = new Date('2026-03-01T12:00:00Z');
const ATTACK = '"><script>alert(1)</script>';

const refusal = (more: Partial<RefusedDelivery> = {}): RefusedDelivery => ({
  at: new Date(now.getTime() - 60_000),
  provider: 'stripe',
  account: 'eu',
  code: 'signature_mismatch',
  why: 'the header differs. Compare the secret.',
  source: '192.0.2.1',
  bytes: 12,
  headers: ['stripe-signature'],
  shown: { 'user-agent': 'Stripe/1.0' },
  signedAt: new Date(now.getTime() - 150_000),
  leftOut: 0,
  ...more,
});

const server = (refusals: () => Promise<readonly RefusedDelivery[]>) =>
  serverUnderTest({
    now: () => now,
    queueView: { ...EMPTY, refusals },
  });
const ask = async (url: string, found: readonly RefusedDelivery[] = [refusal({ leftOut: 411 })]) => {
  const { body, statusCode } = await server(async () => found).inject(asOperator({ url }));
  return { body, statusCode };
};

it('refused deliveries are shown in groups and one by one, with the reason in words', async () => {
  const { body, statusCode } = await ask('/refusals');
  expect(statusCode).toBe(200);
  expect(body).toContain('412');
  expect(body).toContain('Was the secret rotated on one side only?');
  expect(body).toContain('the header differs. Compare the secret.');
  expect(body).toContain('1 min 30 s before it came');
  expect(body).toContain('and 411 before it');
  expect(body).toContain('user-agent: Stripe/1.0');
});

it('a filter selects them, and its mistakes are shown at the term', async () => {
  const found = [refusal(), refusal({ account: 'us', code: 'timestamp_stale' })];
  const { body } = await ask('/refusals.json?filter=code:timestamp_*', found);
  expect(JSON.parse(body)).toMatchObject({ total: 1, groups: [{ account: 'us' }] });
  const wrong = await ask('/refusals?filter=cod:x', found);
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).toContain('Did you mean code:?');
});

it('nothing that a sender wrote is HTML', async () => {
  const { body } = await ask('/refusals', [
    refusal({ headers: [ATTACK], shown: { [ATTACK]: ATTACK }, source: ATTACK, why: ATTACK, code: ATTACK }),
  ]);
  expect(body).not.toContain('<script>alert');
});

it('a queue that does not answer is named, and the pages still answer', async () => {
  const app = server(() => Promise.reject(new QueueUnavailableError('the queue cannot be read: away')));
  for (const url of ['/refusals', '/']) {
    const { body, statusCode } = await app.inject(asOperator({ url }));
    expect(statusCode).toBe(200);
    expect(body).toContain('the queue cannot be read: away');
  }
});

it('an account without events is shown if its deliveries were refused, and not otherwise', async () => {
  const { body, statusCode } = await ask('/accounts/stripe/eu');
  expect(statusCode).toBe(200);
  expect(body).toContain('https://&#60;your host&#62;/webhooks/stripe/eu');
  expect((await ask('/accounts/stripe/us')).statusCode).toBe(404);
});
