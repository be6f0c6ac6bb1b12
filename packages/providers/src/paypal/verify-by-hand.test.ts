import { beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../contract/delivery.ts';
import { body, DAY, now, signed, withHeader } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-trust.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';
import { verifyWithCertificate } from './verify.ts';

let sandbox: SimulatedAuthority;
let live: SimulatedAuthority;
let impostor: SimulatedAuthority;
beforeAll(async () => {
  sandbox = await createSimulatedAuthority({ now });
  live = await createSimulatedAuthority({ now, subject: SUBJECTS.live });
  impostor = await createSimulatedAuthority({ now, subject: 'www.paypal.com' });
});

describe('verification by hand', () => {
  const byHand = (delivery: Delivery, changed: object = {}) =>
    verifyWithCertificate({
      delivery,
      webhookIds: ['HOOK1'],
      certificatePem: sandbox.leaf,
      trustAnchors: [sandbox.anchors],
      maxAgeDays: 4,
      now,
      ...changed,
    });

  it('does not check the URL and the mode', () => {
    expect(byHand(withHeader(signed(sandbox), 'paypal-cert-url', 'https://evil.example/'))).toMatchObject({
      authentic: true,
      mode: 'test',
    });
    expect(byHand(signed(live), { certificatePem: live.leaf, trustAnchors: [live.anchors] })).toMatchObject({
      mode: 'live',
    });
  });

  it('checks chain, subject and age', () => {
    expect(byHand(signed(sandbox), { trustAnchors: [] })).toMatchObject({ code: 'certificate_untrusted' });
    expect(
      byHand(signed(impostor), { certificatePem: impostor.leaf, trustAnchors: [impostor.anchors] }),
    ).toMatchObject({ code: 'certificate_untrusted' });
    expect(byHand(signed(sandbox), { now: new Date(now.getTime() + 5 * DAY) })).toMatchObject({
      code: 'timestamp_stale',
    });
  });

  it('finds the change of a small body, and does not search in a large one', () => {
    const padded = (spaces: number) => ({
      ...signed(sandbox),
      body: Buffer.concat([body, Buffer.alloc(spaces, ' ')]),
    });
    expect(byHand(padded(1000))).toMatchObject({
      reason: expect.stringContaining('white space was added') as unknown,
    });
    expect(byHand(padded(65_536))).toMatchObject({
      reason: expect.stringContaining('differs from what was signed') as unknown,
    });
  });

  it('names the PEM text that cannot be read', () => {
    expect(byHand(signed(sandbox), { certificatePem: '' })).toMatchObject({
      code: 'certificate_unknown',
      reason: expect.stringContaining('signing certificate') as unknown,
    });
    expect(byHand(signed(sandbox), { trustAnchors: ['x'] })).toMatchObject({
      code: 'certificate_unknown',
      reason: expect.stringContaining('trust anchor') as unknown,
    });
  });
});
