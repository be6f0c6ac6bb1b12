import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../contract/index.ts';
import { withDefaults } from './simulator/fixtures/made-event.ts';
import { simulator } from './simulator/index.ts';
import { createStripeVerifier } from './verify.ts';

const secret = 'whsec_4f1c0ffee5ecret';
const signedAt = new Date('2026-01-01T12:00:00.000Z');
const timestamp = signedAt.getTime() / 1000;
const payload = JSON.stringify({ id: 'evt_1', type: 'charge.succeeded', note: 'Zürich €' }, null, 2);

const officialHeader = (over: { payload?: string; secret?: string; scheme?: string } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp, ...over });

function verify(
  header: string | undefined,
  {
    body = Buffer.from(payload),
    late = 0,
    secrets = [secret],
  }: { body?: Buffer; late?: number; secrets?: string[] } = {},
): Verdict | Promise<Verdict> {
  const io = { now: () => new Date(signedAt.getTime() + late * 1000) };
  const headers: Record<string, string> = header === undefined ? {} : { 'stripe-signature': header };
  const account = { settings: withDefaults({ webhookSecrets: secrets }), io };
  return createStripeVerifier(account)({ headers, body, path: '/webhooks/stripe', query: {} });
}

const refusal = (code: string) => expect.objectContaining({ authentic: false, code });

describe('the Stripe-Signature header', () => {
  it('is accepted in the form of the official library, and gives the signed time', () => {
    expect(verify(officialHeader())).toEqual({ authentic: true, signedAt });
  });

  it('of the simulator is accepted by the official library', () => {
    const body = Buffer.from(payload);
    const { headers } = simulator.sign({
      body,
      sentAt: signedAt,
      path: '/webhooks/stripe',
      signing: { secret },
    });
    const header = headers['stripe-signature'] ?? '';
    const event = Stripe.webhooks.constructEvent(body, header, secret, 300, undefined, signedAt.getTime());
    expect(event.id).toBe('evt_1');
    expect(verify(header)).toMatchObject({ authentic: true });
  });

  it('covers the sent bytes: the same JSON in another form is refused', () => {
    const serialisedAgain = Buffer.from(JSON.stringify(JSON.parse(payload)));
    expect(verify(officialHeader(), { body: serialisedAgain })).toEqual(refusal('signature_mismatch'));
  });

  it('covers bytes that are not UTF-8', () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const { headers } = simulator.sign({ body, sentAt: signedAt, path: '/', signing: { secret } });
    expect(verify(headers['stripe-signature'], { body })).toMatchObject({ authentic: true });
    const replaced = Buffer.from(body.toString('utf8'));
    expect(verify(headers['stripe-signature'], { body: replaced })).toEqual(refusal('signature_mismatch'));
  });

  it('refuses a body with one changed byte', () => {
    const body = Buffer.from(payload.replace('evt_1', 'evt_2'));
    expect(verify(officialHeader(), { body })).toEqual(refusal('signature_mismatch'));
  });

  it('has the whole secret as its key, including whsec_', () => {
    const header = officialHeader({ secret: secret.slice('whsec_'.length) });
    expect(verify(header)).toEqual(refusal('signature_mismatch'));
  });

  it('may contain several signatures during a rotation; one valid signature is enough', () => {
    const [, current] = officialHeader().split(',');
    const [, other] = officialHeader({ secret: 'whsec_other' }).split(',');
    expect(verify(`t=${timestamp},${other},${current}`)).toMatchObject({ authentic: true });
    expect(verify(`t=${timestamp},${other}`)).toEqual(refusal('signature_mismatch'));
  });

  it('is compared with every configured secret', () => {
    expect(verify(officialHeader(), { secrets: ['whsec_new', secret] })).toMatchObject({ authentic: true });
  });

  it.each(['v0', 'v2'])('ignores signatures of the scheme %s', (scheme) => {
    expect(verify(officialHeader({ scheme }))).toEqual(refusal('signature_malformed'));
  });

  it.each([
    ['the last second of the tolerance', 300, { authentic: true, signedAt }],
    ['one second more', 301, refusal('timestamp_stale')],
    ['a clock that is 300 s behind', -300, { authentic: true, signedAt }],
    ['a clock that is 301 s behind', -301, refusal('timestamp_future')],
  ])('at %s is checked by its age (%i s)', (_, late, verdict) => {
    expect(verify(officialHeader(), { late })).toEqual(verdict);
  });

  it('is refused with a changed timestamp', () => {
    const header = officialHeader().replace(`t=${timestamp}`, `t=${timestamp + 600}`);
    expect(verify(header, { late: 600 })).toEqual(refusal('signature_mismatch'));
  });

  it.each([
    ['is absent', undefined, 'signature_missing'],
    ['is empty', '', 'signature_missing'],
    ['is prose', 'let me in', 'signature_malformed'],
    ['has no signature', `t=${timestamp}`, 'signature_malformed'],
    ['has no timestamp', `v1=${'0'.repeat(64)}`, 'signature_malformed'],
    ['has a timestamp that is not a number', `t=now,v1=${'0'.repeat(64)}`, 'signature_malformed'],
    ['has two timestamps', `t=1,t=2,v1=${'0'.repeat(64)}`, 'signature_malformed'],
    ['has more signatures than a rotation needs', `t=1${',v1=0'.repeat(17)}`, 'signature_malformed'],
    ['is far too long', `t=${timestamp},v1=${'0'.repeat(5000)}`, 'signature_malformed'],
    [
      'has a signature in upper case',
      officialHeader().replace(/(?<=v1=).*/, (hex) => hex.toUpperCase()),
      'signature_mismatch',
    ],
    ['has a signature that is cut off', officialHeader().slice(0, -1), 'signature_mismatch'],
  ])('is refused when it %s', (_, header, code) => {
    expect(verify(header)).toEqual(refusal(code));
  });

  it('is never quoted in the reason of a refusal, and neither are secret and body', () => {
    const verdict = JSON.stringify(verify(officialHeader({ secret: 'whsec_other' })));
    expect(verdict).toContain('signature_mismatch');
    expect(verdict).not.toContain(secret);
    expect(verdict).not.toContain('evt_1');
  });
});
