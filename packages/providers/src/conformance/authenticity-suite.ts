import { describe, expect, it } from 'vitest';
import { type Delivery, recognise, type Refusal } from '../contract/index.ts';
import { openAccount, rotatedEnv } from './account-under-test.ts';
import { EVENT_KEY, expectRefused } from './expectations.ts';
import { reserialised, withFlippedBit } from './fixtures.ts';
import type { Simulator } from '../simulator/contract.ts';
import { NOW, type Subject } from './subject.ts';

const DAY_MS = 86_400_000;
const later = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

/** Tests which deliveries are accepted and which are refused. */
export function authenticitySuite(subject: Subject): void {
  const { provider, simulator, account, stranger, fixtures } = subject;
  /** A delivery that is authorized by a token in the path has no signature. */
  const signedFixtures = provider.route === 'token' ? [] : fixtures;

  async function expectCode(delivery: Delivery, { now, code }: { now: Date; code: Refusal }): Promise<void> {
    const verdict = await account.verify(delivery, now);
    expectRefused(subject, verdict);
    expect(verdict).toMatchObject({ code });
  }

  it('is off without configuration, and on with the credentials of its simulator', () => {
    expect(provider.isConfigured(provider.settings.parse({}))).toBe(false);
    expect(account.isConfigured).toBe(true);
  });

  describe.each(fixtures)('$name', ({ body }) => {
    it('is authentic with its own signature', async () => {
      expect(await account.verify(account.sign(body, NOW), NOW)).toMatchObject({ authentic: true });
    });

    it("is refused if another account's credentials signed it", async () => {
      expectRefused(subject, await account.verify(stranger.sign(body, NOW), NOW));
    });

    it('is authentic if another secret is configured before the one that signed it', async () => {
      const { credentials } = account;
      const env = rotatedEnv({ provider, current: credentials, next: stranger.credentials });
      const rotating = openAccount({ provider, simulator, credentials, env });
      expect(await rotating.verify(account.sign(body, NOW), NOW)).toMatchObject({ authentic: true });
    });

    it('has one printable event key, the same at every attempt', () => {
      const [first, again] = [NOW, later(0.001)].map((sentAt) =>
        provider.identify(account.sign(body, sentAt)),
      );
      expect(first?.eventKey).toMatch(EVENT_KEY);
      expect(again).toEqual(first);
    });
  });

  describe.each(signedFixtures)('$name', ({ body }) => {
    it('is recognised by its headers, or by its body', () => {
      const [fit] = recognise(account.sign(body, NOW), [provider]);
      expect(fit).toEqual({ provider, by: expect.stringMatching(/^the (header|body)/) });
    });

    it('is refused if one bit is changed, or if a JSON library has rewritten the body', async () => {
      const signed = account.sign(body, NOW);
      // A signature over values allows other bytes with the same values.
      const altered = simulator.signatureInBody?.alter(signed.body);
      for (const changed of altered ?? [...withFlippedBit(body), reserialised(body)]) {
        expectRefused(subject, await account.verify({ ...signed, body: changed }, NOW));
      }
    });

    it('is refused without a signature, or with a signature of another length', async () => {
      const signed = account.sign(body, NOW);
      const withSignature = signatureOf(signed, simulator.signatureInBody);
      expectRefused(
        subject,
        await account.verify(
          withSignature(() => undefined),
          NOW,
        ),
        'signature_missing',
      );
      const others: readonly ((signature: string) => string)[] = [
        (signature) => signature.slice(0, -4),
        (signature) => `${signature}AAAA`,
        (signature) => signature.slice(0, 4),
        () => 'x',
        () => ' ',
        () => '=,;'.repeat(999),
      ];
      for (const other of others) expectRefused(subject, await account.verify(withSignature(other), NOW));
    });

    it('is refused long before and long after the signed time, if a time is signed', async () => {
      const signed = account.sign(body, NOW);
      const verdict = await account.verify(signed, NOW);
      if (!verdict.authentic || !verdict.signedAt) return;
      await expectCode(signed, { now: later(10), code: 'timestamp_stale' });
      await expectCode(signed, { now: later(-1), code: 'timestamp_future' });
    });

    it('is refused if the signed time is changed', async () => {
      const signed = account.sign(body, NOW);
      const verdict = await account.verify(signed, NOW);
      if (!verdict.authentic || !verdict.signedAt) return;
      const headers = Object.fromEntries(
        Object.entries(signed.headers).map(([key, value]) => [key, withLaterTime(value)] as const),
      );
      expect(headers).not.toEqual(signed.headers);
      await expectCode({ ...signed, headers }, { now: NOW, code: 'signature_mismatch' });
    });
  });
}

/** The delivery with another signature, or without one: in the header whose name contains `sig`, or in its body. */
function signatureOf(
  signed: Delivery,
  inBody: Simulator['signatureInBody'],
): (change: (signature: string) => string | undefined) => Delivery {
  if (inBody) return (change) => ({ ...signed, body: inBody.replace(signed.body, change) });
  const [name = '', signature = ''] =
    Object.entries(signed.headers).find(([key]) => /sig|hmac/.test(key)) ?? [];
  const { [name]: _, ...others } = signed.headers;
  return (change) => {
    const changed = change(signature);
    return { ...signed, headers: changed === undefined ? others : { ...others, [name]: changed } };
  };
}

/** A header in which the time of signing is a minute later, in the same format. */
function withLaterTime(value: string): string {
  const [signed, rewritten] = [NOW, new Date(NOW.getTime() + 60_000)].map((time) => ({
    unix: String(time.getTime() / 1000),
    iso: time.toISOString().slice(0, 19),
  }));
  if (!signed || !rewritten) return value;
  return value.replace(signed.unix, rewritten.unix).replace(signed.iso, rewritten.iso);
}
