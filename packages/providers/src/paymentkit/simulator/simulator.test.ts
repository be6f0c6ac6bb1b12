import { expect, it } from 'vitest';
import { settingsFromEnv } from '../../accounts/settings-from-env.ts';
import { paymentkit } from '../index.ts';
import { simulator } from './index.ts';

const now = new Date('2026-03-02T10:30:00.400Z');
const path = '/webhooks/paymentkit';

it.each(Object.entries(simulator.scenarios))(
  'also signs every delivery of %s by the component scheme',
  async (_, play) => {
    const { env, signing } = await simulator.createCredentials({ now });
    const settings = settingsFromEnv(paymentkit, env);
    const io = { now: () => now, fetch: () => Promise.reject(), fetchCertificate: () => Promise.reject() };
    const verify = paymentkit.createVerifier({ settings, mode: 'test', io });
    for (const { body } of play({ uid: 'abc123def456', startsAt: now }).deliveries) {
      const { headers } = simulator.sign({
        body,
        sentAt: now,
        path,
        signing: { ...signing, scheme: 'component' },
      });
      expect(headers).not.toHaveProperty('x-webhook-signature');
      expect(await verify({ headers, body, path, query: {} })).toMatchObject({ authentic: true });
    }
  },
);
