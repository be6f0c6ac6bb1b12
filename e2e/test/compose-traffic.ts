import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { planTraffic, signRequest } from '@payspool/cli';
import { providers } from '@payspool/providers';
import { z } from 'zod';

const DEMO_SECRETS = new URL('../../ops/compose/demo-secrets/', import.meta.url);
const Signing = z.object({ signing: z.record(z.string(), z.record(z.string(), z.string())) });

export const demoSecret = (name: string): string => readFileSync(new URL(name, DEMO_SECRETS), 'utf8').trim();
const { signing } = Signing.parse(JSON.parse(demoSecret('signing.json')));

/** Every provider whose deliveries can be verified offline. */
export const signingProviders = providers.filter(({ slug }) => slug in signing);

/** One delivery, signed with the demo secrets at each attempt. */
export interface DemoDelivery {
  /** `stripe/evt_…`, as in the table `events`. */
  readonly key: string;
  /** The status of the answer; 0 if there is none. */
  readonly send: () => Promise<number>;
}

/** Checkouts of every provider, `count` of each. */
export function demoDeliveries(ingestUrl: string, count: number): DemoDelivery[] {
  const { requests } = planTraffic({
    providers: signingProviders,
    scenarios: ['checkout'],
    count,
    duplicate: 0,
    forge: 0,
    shuffle: count > 1,
    seed: randomInt(1_000_000),
    startsAt: new Date(Date.now() - 3_600_000),
  });
  return requests.map((request) => {
    const sign = () => signRequest(request, { baseUrl: new URL(ingestUrl), signing, sentAt: new Date() });
    const { headers, body } = sign();
    const { eventKey } = request.provider.identify({ headers, body });
    return {
      key: `${request.provider.slug}/${eventKey}`,
      send: async () => {
        const { url, ...signed } = sign();
        return fetch(url, {
          method: 'POST',
          headers: signed.headers,
          body: new Uint8Array(signed.body),
          signal: AbortSignal.timeout(10_000),
        }).then(
          ({ status }) => status,
          () => 0,
        );
      },
    };
  });
}
