import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { body, now, signed } from './simulator/account-under-test.ts';
import { matchingWebhookId } from './signature.ts';
import { createSimulatedAuthority, type SimulatedAuthority } from './simulator/simulated-authority.ts';
import { readTransmission, type Transmission } from './transmission.ts';

let authority: SimulatedAuthority;
beforeAll(async () => {
  authority = await createSimulatedAuthority({ now });
});
const MANY = Array.from({ length: 32 }, (_, index) => `HOOK${index + 100}`);

/** How often the body is read to find the webhook id of the signature. */
function reads(webhookIds: readonly string[], change: Partial<Transmission> = {}) {
  const counted = Buffer.from(body);
  let count = 0;
  Object.defineProperty(counted, Symbol.iterator, {
    value: () => {
      count += 1;
      return body[Symbol.iterator]();
    },
  });
  const transmission = readTransmission(signed(authority)) as Transmission;
  const certificate = new X509Certificate(authority.leaf);
  const found = matchingWebhookId({ ...transmission, ...change, body: counted }, certificate, webhookIds);
  return { found, count };
}

it('reads the body once for any number of webhook ids', () => {
  expect(reads([...MANY, 'HOOK1'])).toEqual({ found: 'HOOK1', count: 1 });
  expect(reads(MANY)).toEqual({ found: undefined, count: 1 });
});

it('does not read the body if another key made the signature', () => {
  expect(reads(MANY, { signature: Buffer.alloc(256, 9) })).toEqual({ found: undefined, count: 0 });
});
