import { createHash, timingSafeEqual } from 'node:crypto';
import type { Delivery } from './delivery.ts';
import { secret } from './settings-fields.ts';
import { authentic, refused, type Verdict } from './verdict.ts';

/** The token is a segment of the URL path. It is the only protection of unsigned hints against strangers. */
const PATH_TOKEN = /^[A-Za-z0-9_-]{8,128}$/;

/** The setting of a provider whose `route` is `token`. */
export const pathTokenField = () =>
  secret(
    'Random last segment of the webhook URL: 8 to 128 letters, digits, `_` or `-`; use 32 random ones.',
    {
      problem: (token) =>
        PATH_TOKEN.test(token) ? undefined : 'expected 8 to 128 letters, digits, "_" or "-"',
      mistakes: [
        {
          looks: /^((sk|pk)_)?(live|test|access)_/,
          words: 'looks like an API key; choose a random token of your own',
        },
      ],
    },
  );

/**
 * Accepts a request with the right path token. It shows that the sender knows the URL, and not that the body is true: a delivery
 * that passes is only a hint.
 */
export function createTokenVerifier(pathToken: string | undefined): (delivery: Delivery) => Verdict {
  const expected = pathToken === undefined ? undefined : sha256(pathToken);
  if (!expected) return () => refused('token_mismatch', 'no path token is configured');
  return (delivery) =>
    // Both are hashed first, so that the compared values have equal length.
    timingSafeEqual(sha256(delivery.pathToken ?? ''), expected)
      ? authentic()
      : refused('token_mismatch', 'the last segment of the path is not the configured token');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
