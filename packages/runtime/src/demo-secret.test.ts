import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { refuseDemoSecrets } from './demo-secret.ts';

const demo = (name: string): string =>
  readFileSync(new URL(`../../../ops/compose/demo-secrets/${name}`, import.meta.url), 'utf8');
const WHY = 'contains a public demo secret; live mode requires a secret of your own';

it('the password in a URL is found too, if the mode is not test', () => {
  const Config = z
    .object({ payspoolMode: z.enum(['live', 'test']), queueUrl: z.string() })
    .superRefine(refuseDemoSecrets);
  const problemsOf = (payspoolMode: 'live' | 'test', queueUrl: string) =>
    Config.safeParse({ payspoolMode, queueUrl }).error?.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
  expect(problemsOf('live', demo('queue_url'))).toEqual([`queueUrl: ${WHY}`]);
  expect(problemsOf('test', demo('queue_url'))).toBeUndefined();
  expect(problemsOf('live', 'redis://:of-our-own@redis')).toBeUndefined();
  const inHex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
  expect(problemsOf('live', inHex('payspool-demo-of-a-provider'))).toEqual([`queueUrl: ${WHY}`]);
  expect(problemsOf('live', inHex('a key of our own'))).toBeUndefined();
});
