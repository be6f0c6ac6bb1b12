import { createVerifier, providers, settingsFromEnv } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { expect, it } from 'vitest';
import { signRequest } from './send.ts';

const NOW = new Date('2026-03-02T12:00:00.000Z');
const startsAt = new Date('2026-03-02T11:00:00.000Z');
const unavailable = () => Promise.reject(new Error('nothing is asked'));

it.each(providers.map(({ slug }) => slug))(
  'a forged delivery of %s is not authentic, whichever delivery it is made of',
  async (slug) => {
    const provider = providers.find((one) => one.slug === slug);
    if (!provider) throw new Error(`there is no provider ${slug}`);
    const { createCredentials, scenarios } = simulatorOf(slug);
    const { env, signing } = await createCredentials({ now: NOW });
    const verify = createVerifier(
      { provider, name: 'default', mode: 'test', settings: settingsFromEnv(provider, env) },
      { now: () => NOW, fetch: unavailable, fetchCertificate: unavailable },
    );
    const deliveries = Object.values(scenarios).flatMap(
      (play) => play({ uid: 'a1b2c3d4e5f6', startsAt }).deliveries,
    );
    const verdicts = deliveries.map((delivery) => {
      const request = signRequest(
        { provider, forged: true, ...delivery },
        { baseUrl: new URL('http://127.0.0.1'), signing: { [slug]: signing }, sentAt: NOW },
      );
      const { headers, body, url } = request;
      // PayPal's certificate cannot be downloaded here, so that nothing is authentic for another reason.
      return Promise.resolve(verify({ headers, body, path: url.pathname, query: {} })).catch(() => undefined);
    });
    const authentic = (await Promise.all(verdicts)).filter((verdict) => verdict?.authentic);
    expect(deliveries).not.toEqual([]);
    expect(authentic).toEqual([]);
  },
);
