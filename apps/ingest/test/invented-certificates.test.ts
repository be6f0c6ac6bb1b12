import { waitFor } from '@payspool/testkit';
import { openSharedCache } from '@payspool/queue';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BACKENDS } from './backends.ts';
import {
  createMerchant,
  type Merchant,
  openPaypalIngest,
  type PaypalIngest,
  startCertificateHost,
} from './paypal-under-attack.ts';

const BEGIN = Date.parse('2026-03-04T10:00:00Z');
const SECOND = 1000;
const PAYPAL = '173.0.81.1';
const STRANGER = '198.51.100.7';
const everywhere = (index: number) => `203.0.${index % 250}.${index % 199}`;

let merchant: Merchant;
beforeAll(async () => {
  merchant = await createMerchant(new Date(BEGIN), ['CERT-old', 'CERT-new']);
});

async function begin() {
  const host = await startCertificateHost();
  onTestFinished(() => host.close());
  host.serve('CERT-old', merchant.pem('CERT-old'));
  host.serve('CERT-new', merchant.pem('CERT-new'));
  return { host, clock: { at: BEGIN } };
}

/** Five minutes of invented addresses, second by second: their number and their sources. */
const FLOODS: readonly [string, (second: number) => readonly string[]][] = [
  ['one every two seconds, from one source', (second) => (second % 2 === 0 ? [STRANGER] : [])],
  [
    'one every two seconds, from the source of the genuine ones',
    (second) => (second % 2 === 0 ? [PAYPAL] : []),
  ],
  [
    'one every two seconds, each from another source',
    (second) => (second % 2 === 0 ? [everywhere(second)] : []),
  ],
  [
    'thirty at once at the turn of each minute',
    (second) => (second % 60 === 0 ? Array.from({ length: 30 }, () => STRANGER) : []),
  ],
  [
    'ten a second in the last minute, from one source',
    (second) => (second < 240 ? [] : Array.from({ length: 10 }, () => STRANGER)),
  ],
];

describe('invented certificate addresses against a process without any certificate', () => {
  describe.each(FLOODS)('%s', (_, flood) => {
    it.each([0, 299])('delay no genuine delivery, the first one in second %i', async (first) => {
      const { host, clock } = await begin();
      const ingest = openPaypalIngest({ merchant, host, clock });
      const statuses: number[] = [];
      for (let second = 0; second < 300; second += 1) {
        clock.at = BEGIN + second * SECOND;
        await Promise.all(flood(second).map((from) => ingest.invent(from)));
        if (second >= first && (second - first) % 10 === 0)
          statuses.push((await ingest.deliver('CERT-old', PAYPAL)).statusCode);
      }
      expect(new Set(statuses)).toEqual(new Set([202]));
      expect(ingest.queue.jobs).toHaveLength(statuses.length);
      expect(host.asked('CERT-old')).toBe(1);
    });
  });

  it('get 503 with a time once the budget is used up, which the metric and one log line show', async () => {
    const { host, clock } = await begin();
    const ingest = openPaypalIngest({ merchant, host, clock });
    const answers = [];
    for (let request = 0; request < 200; request += 1) answers.push(await ingest.invent(everywhere(request)));
    const last = answers.at(-1);
    expect([last?.statusCode, last?.body, last?.headers['retry-after']]).toEqual([
      503,
      '{"error":"unavailable"}',
      '1',
    ]);
    expect(host.askedInAll()).toBe(60);
    expect(ingest.metrics()).toContain('payspool_certificates_total{app="ingest",outcome="over_budget"} 140');
    expect(ingest.log().match(/delivery not acknowledged/g)).toHaveLength(1);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('get 503 with a time of minutes if there is no such certificate', async () => {
    const { host, clock } = await begin();
    const ingest = openPaypalIngest({ merchant, host, clock });
    expect((await ingest.invent(STRANGER, 'NOWHERE')).headers['retry-after']).toBe('300');
    for (let request = 0; request < 100; request += 1) await ingest.invent(STRANGER, 'NOWHERE');
    expect(host.asked('NOWHERE')).toBe(1);
  });

  it('are counted for the client that a trusted proxy names', async () => {
    const { host, clock } = await begin();
    const PROXY = '10.0.0.9';
    const ingest = openPaypalIngest({ merchant, host, clock, trustedProxies: '10.0.0.0/8' });
    // The sender wrote the first address itself.
    const flood = { 'x-forwarded-for': `${PAYPAL}, ${STRANGER}` };
    for (let request = 0; request < 200; request += 1) await ingest.invent(PROXY, undefined, flood);
    expect(host.askedInAll()).toBe(40);
    const answer = await ingest.deliver('CERT-old', PROXY, { 'x-forwarded-for': PAYPAL });
    expect(answer.statusCode).toBe(202);
  });

  it('cannot choose a source by a header that no trusted proxy has written', async () => {
    const { host, clock } = await begin();
    const ingest = openPaypalIngest({ merchant, host, clock });
    for (let request = 0; request < 200; request += 1)
      await ingest.invent(STRANGER, undefined, { 'x-forwarded-for': everywhere(request) });
    expect(host.askedInAll()).toBe(40);
  });

  it('have no effect if the certificate is pinned', async () => {
    const { host, clock } = await begin();
    const env = { PAYPAL_CERTIFICATES: merchant.pem('CERT-old') };
    const ingest = openPaypalIngest({ merchant, host, clock, env });
    for (let request = 0; request < 200; request += 1) await ingest.invent(everywhere(request));
    const downloads = host.askedInAll();
    expect((await ingest.deliver('CERT-old', PAYPAL)).statusCode).toBe(202);
    expect(host.askedInAll()).toBe(downloads);
    // The pinned certificate proves its source: the next certificate is downloaded during the flood.
    expect((await ingest.deliver('CERT-new', PAYPAL)).statusCode).toBe(202);
  });
});

describe.each(BACKENDS)(
  'invented certificate addresses against two processes: $name',
  ({ available, create }) => {
    describe.skipIf(!available)('', () => {
      async function beginShared() {
        const { host, clock } = await begin();
        const place = await create();
        onTestFinished(() => place.drop());
        const now = () => new Date(clock.at);
        const process = () => {
          // As long as everything else here: the load of the machine has no effect.
          const cache = openSharedCache({ ...place, timeoutMs: 60_000, now });
          onTestFinished(() => cache.close());
          return { ...openPaypalIngest({ merchant, host, clock, cache }), cache };
        };
        return { host, clock, process };
      }
      const isShared = async (cache: ReturnType<typeof openSharedCache>, id: string) => {
        const partition = { name: 'proven-certificates', maxEntries: 32, maxBytes: 16_384, ttlMs: 1 };
        return (await cache.read(partition)).some(({ key }) => key.endsWith(`/${id}`));
      };

      it.each(FLOODS.slice(0, 4))(
        'delay no genuine delivery before and after a rotation: %s',
        async (_, flood) => {
          const { clock, process } = await beginShared();
          const processes = [process(), process()];
          const statuses: number[] = [];
          for (let second = 0; second < 300; second += 1) {
            clock.at = BEGIN + second * SECOND;
            await Promise.all(processes.flatMap((each) => flood(second).map((from) => each.invent(from))));
            if (second % 10 !== 0) continue;
            const certificate = second < 150 ? 'CERT-old' : 'CERT-new';
            for (const each of processes) statuses.push((await each.deliver(certificate, PAYPAL)).statusCode);
          }
          expect(statuses).toHaveLength(60);
          expect(new Set(statuses)).toEqual(new Set([202]));
        },
      );

      it('do not affect a certificate that the other process has verified; it is not downloaded again', async () => {
        const { host, clock, process } = await beginShared();
        const [first, second] = [process(), process()];
        expect((await first.deliver('CERT-new', PAYPAL)).statusCode).toBe(202);
        await waitFor(() => isShared(first.cache, 'CERT-new'), {
          what: 'the certificate in the shared cache',
        });
        clock.at += SECOND;
        for (let request = 0; request < 200; request += 1) await second.invent(everywhere(request));
        clock.at += SECOND;
        expect((await second.deliver('CERT-new', '173.0.81.2')).statusCode).toBe(202);
        expect(host.asked('CERT-new')).toBe(1);
      });

      it('have no effect after a restart, even while the certificate host is down', async () => {
        const { host, clock, process } = await beginShared();
        const before: PaypalIngest & { cache: ReturnType<typeof openSharedCache> } = process();
        await before.deliver('CERT-old', PAYPAL);
        await waitFor(() => isShared(before.cache, 'CERT-old'), {
          what: 'the certificate in the shared cache',
        });
        await host.close();
        clock.at += SECOND;
        const after = process();
        for (let request = 0; request < 200; request += 1) await after.invent(everywhere(request));
        expect((await after.deliver('CERT-old', PAYPAL)).statusCode).toBe(202);
      });

      it('do not affect a new certificate from a known source, in a flood from all networks', async () => {
        const { clock, process } = await beginShared();
        const before = process();
        await before.deliver('CERT-old', PAYPAL);
        await waitFor(() => isShared(before.cache, 'CERT-old'), {
          what: 'the certificate in the shared cache',
        });
        await waitFor(
          async () =>
            (await before.cache.read({ name: 'proven-sources', maxEntries: 9, maxBytes: 0, ttlMs: 1 }))
              .length > 0,
          { what: 'the source in the shared cache' },
        );
        const processes = [process(), process()];
        for (let second = 1; second <= 10; second += 1) {
          clock.at = BEGIN + second * SECOND;
          for (const each of processes)
            for (let request = 0; request < 70; request += 1)
              await each.invent(everywhere(second * 70 + request));
        }
        for (const each of processes) {
          expect(each.metrics()).toMatch(/outcome="over_budget"\} [1-9]/);
          expect((await each.deliver('CERT-new', PAYPAL)).statusCode).toBe(202);
        }
      });

      it('cause no call of the shared cache for a delivery whose certificate is in memory', async () => {
        const { clock, process } = await beginShared();
        const ingest = process();
        await ingest.deliver('CERT-old', PAYPAL);
        await waitFor(() => isShared(ingest.cache, 'CERT-old'), {
          what: 'the certificate in the shared cache',
        });
        // A closed cache answers nothing; the delivery does not need it.
        await ingest.cache.close();
        clock.at = BEGIN + 60 * SECOND;
        expect((await ingest.deliver('CERT-old', PAYPAL)).statusCode).toBe(202);
      });
    });
  },
);
