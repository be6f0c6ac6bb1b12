import { beforeAll, describe, expect, it } from 'vitest';
import type { CacheEntry, OutboundResponse, SharedCache } from '../contract/io.ts';
import { PROVEN_CERTIFICATES } from '../io/proven-certificates.ts';
import { createProviderIo } from '../io/provider-io.ts';
import { DAY, now, signed, trusting, url, withHeader } from './simulator/account-under-test.ts';
import { SUBJECTS } from './certificate-trust.ts';
import { paypal } from './index.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';

let genuine: SimulatedAuthority;
let impostor: SimulatedAuthority;
let untrusted: SimulatedAuthority;
let expired: SimulatedAuthority;
beforeAll(async () => {
  genuine = await createSimulatedAuthority({ now });
  impostor = await createSimulatedAuthority({ now, subject: 'www.paypal.com' });
  untrusted = await createSimulatedAuthority({ now, subject: SUBJECTS.test });
  expired = await createSimulatedAuthority({ now: new Date(now.getTime() - 5 * DAY), days: 3 });
});

const SILENT = () => Promise.reject<OutboundResponse>(new Error('there is no network'));
const serving = (pem: string) => () =>
  Promise.resolve<OutboundResponse>({ status: 200, headers: {}, body: Buffer.from(pem) });

/** Ingest after a restart. It knows only the shared certificates. */
function restarted({
  shared,
  host,
  anchors = genuine.anchors,
}: {
  readonly shared: readonly CacheEntry[];
  readonly host: () => Promise<OutboundResponse>;
  readonly anchors?: string;
}) {
  const asked: string[] = [];
  const written: CacheEntry[] = [];
  const reads: string[] = [];
  const clock = { at: now.getTime() };
  const cache: SharedCache = {
    read: async ({ name }) => {
      reads.push(name);
      return name === PROVEN_CERTIFICATES.name ? shared : [];
    },
    write: async ({ name }, entries) => void (name === PROVEN_CERTIFICATES.name && written.push(...entries)),
  };
  const io = createProviderIo(() => new Date(clock.at), {
    cache,
    fetch: (request) => {
      asked.push(request.url.href);
      return host();
    },
  });
  const settings = paypal.settings.parse({ webhookIds: 'HOOK1', trustAnchors: anchors });
  return { verify: paypal.createVerifier({ settings, mode: 'test', io }), asked, written, reads, clock };
}
const at = (pem: string): CacheEntry[] => [{ key: url('test'), value: pem }];

describe('a certificate that another process has verified', () => {
  it('verifies a delivery without a download', async () => {
    const { verify, asked, written } = restarted({ shared: at(genuine.leaf), host: SILENT });
    expect(await verify(signed(genuine))).toMatchObject({ authentic: true, mode: 'test' });
    expect([asked, written]).toEqual([[], []]);
  });

  it('is not read from the cache again once it is in memory', async () => {
    const { verify, reads, clock } = restarted({ shared: at(genuine.leaf), host: SILENT });
    await verify(signed(genuine));
    const before = reads.length;
    for (let delivery = 0; delivery < 50; delivery += 1) {
      clock.at += 1000;
      await verify(signed(genuine));
    }
    expect([before, reads.length]).toEqual([2, 2]); // The certificates and the sources.
  });

  it('is checked like a downloaded certificate: the settings of the account decide', async () => {
    const { verify } = restarted({
      shared: at(genuine.leaf),
      host: serving(genuine.leaf),
      anchors: impostor.anchors,
    });
    expect(await verify(signed(genuine))).toMatchObject({ code: 'certificate_untrusted' });
  });

  it.each<[string, () => SimulatedAuthority]>([
    ['of another subject', () => impostor],
    ['of an unknown issuer', () => untrusted],
    ['that has expired', () => expired],
  ])('is ignored if it is one %s, and the genuine delivery is accepted', async (_, bad) => {
    const { verify, asked, written } = restarted({ shared: at(bad().leaf), host: serving(genuine.leaf) });
    expect(await verify(signed(genuine))).toMatchObject({ authentic: true });
    expect([asked, written]).toEqual([[url('test')], at(genuine.leaf)]);
    // From now on the certificate of the address is known.
    expect(await verify(signed(bad()))).toMatchObject({ authentic: false });
    expect(asked).toHaveLength(1);
  });

  it('does not verify a delivery that is signed with a key from the cache alone', async () => {
    for (const bad of [impostor, untrusted, expired]) {
      const { verify } = restarted({ shared: at(bad.leaf), host: serving(genuine.leaf) });
      expect(await verify(signed(bad))).toMatchObject({ authentic: false });
    }
  });

  it('causes one download for a forgery at its address, and none for the next forgery', async () => {
    const { verify, asked } = restarted({ shared: at(genuine.leaf), host: serving(genuine.leaf) });
    const forged = withHeader(
      signed(genuine),
      'paypal-transmission-sig',
      Buffer.alloc(256, 9).toString('base64'),
    );
    for (let request = 0; request < 100; request += 1)
      expect(await verify(forged)).toMatchObject({ code: 'signature_mismatch' });
    expect(asked).toHaveLength(1);
  });
});

it('is shared only after it has verified a delivery', async () => {
  const { verify, written } = restarted({ shared: [], host: serving(genuine.leaf) });
  await verify({ ...signed(genuine), body: Buffer.from('{}') });
  expect(written).toEqual([]);
  await verify(signed(genuine));
  expect(written).toEqual(at(genuine.leaf));
});

it('is not required: without a cache, or with an unavailable one, verification is the same', async () => {
  const away: SharedCache = {
    read: () => Promise.reject(new Error('away')),
    write: () => Promise.reject(new Error('away')),
  };
  for (const cache of [undefined, away]) {
    const io = createProviderIo(() => now, { cache, fetch: serving(genuine.leaf) });
    const settings = paypal.settings.parse({ webhookIds: 'HOOK1', ...trusting(genuine) });
    const verify = paypal.createVerifier({ settings, mode: 'test', io });
    expect(await verify(signed(genuine))).toMatchObject({ authentic: true });
  }
});
