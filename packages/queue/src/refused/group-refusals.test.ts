import { expect, it } from 'vitest';
import { groupRefusals } from './group-refusals.ts';
import { readRefusal, type RefusedDelivery, refusalText } from './refused-delivery.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 4, minute));

const refusal = (minute: number, more: Partial<RefusedDelivery> = {}): RefusedDelivery => ({
  at: at(minute),
  provider: 'stripe',
  account: 'eu',
  code: 'signature_mismatch',
  why: 'why',
  source: '192.0.2.1',
  bytes: 12,
  headers: ['stripe-signature'],
  shown: { 'user-agent': 'Stripe/1.0' },
  leftOut: 0,
  ...more,
});

it('refusals of one account and code are one group, with the number of those left out', () => {
  const [group, ...others] = groupRefusals([
    refusal(30, { leftOut: 400, source: '192.0.2.2' }),
    refusal(20),
    refusal(-10),
  ]);
  expect(others).toEqual([]);
  expect(group).toMatchObject({
    provider: 'stripe',
    account: 'eu',
    code: 'signature_mismatch',
    count: 403,
    since: at(-10),
    until: at(30),
    sources: 2,
    guess: 'Was the secret rotated on one side only?',
    newest: { at: at(30) },
  });
});

it('another account, another code and a long pause each make another group', () => {
  const groups = groupRefusals([
    refusal(30),
    refusal(29, { account: 'us' }),
    refusal(28, { code: 'certificate_unknown' }),
    refusal(-331),
    refusal(-400),
  ]);
  expect(groups.map(({ account, code, count }) => [account, code, count])).toEqual([
    ['eu', 'signature_mismatch', 1],
    ['us', 'signature_mismatch', 1],
    ['eu', 'certificate_unknown', 1],
    ['eu', 'signature_mismatch', 2],
  ]);
  expect(groups[2]).not.toHaveProperty('guess');
});

it('a refusal is the same after it was stored, and a text of another form is left out', () => {
  const whole = refusal(1, { signedAt: at(0), why: 'a "quote", a \u0000 and half of a pair \ud83d' });
  const { source: _, ...sourceless } = refusal(2);
  expect(readRefusal(refusalText(whole))).toEqual(whole);
  expect(readRefusal(refusalText(sourceless))).toEqual(sourceless);
  for (const text of ['', '{', '{}', 'null', '{"at":1}']) expect(readRefusal(text)).toBeUndefined();
});
