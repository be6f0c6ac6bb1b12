import { createHash, timingSafeEqual } from 'node:crypto';
import { authentic, refused, type Delivery, type Verdict } from '../contract/index.ts';

/**
 * Accepts a request with the right path token. IppoPay documents no signature ("notify_url: Your webhook url" is all that
 * ippopay/docs-api server-side-integrations/rest-api.md says of webhooks), so a delivery that passes is still only a hint.
 */
export function createTokenVerifier(pathToken: string | undefined): (delivery: Delivery) => Verdict {
  const expected = pathToken === undefined ? undefined : sha256(pathToken);
  return (delivery) =>
    // Both are hashed first, so that the compared values have equal length.
    expected && timingSafeEqual(sha256(delivery.pathToken ?? ''), expected)
      ? authentic()
      : refused('token_mismatch', 'the last segment of the path is not the configured token');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
