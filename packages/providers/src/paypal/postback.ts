import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ApiRefusedError } from '../contract/api-access.ts';
import { UnavailableError } from '../contract/errors.ts';
import type { ProviderIo } from '../contract/io.ts';
import { refused, type Refused } from '../contract/verdict.ts';
import { createAccessTokens, API_LIMITS, apiAddress, type PaypalApi } from './paypal-api.ts';
import { AUTH_ALGORITHM, type Transmission } from './transmission.ts';
import { createBoundedMap } from '../io/bounded-map.ts';
import { createTokenBucket, type Rate } from '../io/token-bucket.ts';

/** Resolves to `undefined` if PayPal confirms the delivery. Rejects with `UnavailableError` if PayPal cannot be asked. */
export type Postback = (question: {
  readonly transmission: Transmission;
  readonly certificateUrl: URL;
  readonly webhookId: string;
}) => Promise<Refused | undefined>;

const Answer = z.object({ verification_status: z.enum(['SUCCESS', 'FAILURE']) });
/** Answers that refuse the question itself; asking again with the same delivery changes nothing. */
const NOT_ACCEPTED: ReadonlySet<number> = new Set([400, 404, 422]);

/**
 * Asks PayPal whether a delivery is genuine (`POST /v1/notifications/verify-webhook-signature`,
 * PayPal's openapi/notifications_webhooks_v1.json): for certificates whose issuer is not among the anchors.
 */
export function createPostback(api: PaypalApi, io: Pick<ProviderIo, 'fetch' | 'now'>): Postback {
  const tokens = createAccessTokens(api, API_LIMITS);
  const once = createRememberedAnswers<Refused | undefined>(io.now);
  return async (question) => {
    if (!isJson(question.transmission.body)) {
      return refused(
        'certificate_untrusted',
        'the issuer is unknown, and PayPal cannot be asked about a body that is not UTF-8 JSON',
      );
    }
    const text = requestBody(question);
    return once({ transmissionId: question.transmission.id, text }, () => ask(text));
  };

  /** Wrong credentials are an error of the configuration, not of the delivery. The answer is 503, so PayPal sends it again. */
  async function currentToken(): Promise<string> {
    try {
      return await tokens.get(io);
    } catch (cause) {
      if (!(cause instanceof ApiRefusedError)) throw cause;
      throw new UnavailableError(`PayPal returned no access token: HTTP ${cause.status}`, { cause });
    }
  }

  async function ask(text: Buffer): Promise<Refused | undefined> {
    const token = await currentToken();
    const response = await io.fetch({
      method: 'POST',
      url: apiAddress(api, '/v1/notifications/verify-webhook-signature'),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: text,
      ...API_LIMITS,
    });
    if (NOT_ACCEPTED.has(response.status)) {
      return refused(
        'certificate_untrusted',
        `the issuer is unknown, and PayPal's verification API did not accept the delivery: HTTP ${response.status}`,
      );
    }
    if (response.status === 401) tokens.drop(token);
    if (response.status !== 200)
      throw new UnavailableError(`PayPal's verification API answered HTTP ${response.status}`);
    return readAnswer(response.body) === 'SUCCESS'
      ? undefined
      : refused(
          'signature_mismatch',
          "PayPal's verification API says FAILURE: the delivery is not PayPal's, or not for this webhook id",
        );
  }
}

/**
 * The raw body is inserted byte for byte. PayPal hashes the received bytes, so a body that was parsed and rewritten (`1.0`
 * becomes `1`) fails: paypal/PayPal-node-SDK issue 294.
 */
function requestBody({ transmission, certificateUrl, webhookId }: Parameters<Postback>[0]): Buffer {
  const fields = JSON.stringify({
    auth_algo: AUTH_ALGORITHM,
    cert_url: certificateUrl.href,
    transmission_id: transmission.id,
    transmission_sig: transmission.signatureText,
    transmission_time: transmission.time,
    webhook_id: webhookId,
  });
  return Buffer.concat([
    Buffer.from(`${fields.slice(0, -1)},"webhook_event":`),
    transmission.body,
    Buffer.from('}'),
  ]);
}

/** Exactly one JSON value, because any other text could close the event early and add fields to the question. */
function isJson(body: Buffer): boolean {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) !== undefined;
  } catch {
    return false;
  }
}

function readAnswer(body: Buffer): 'SUCCESS' | 'FAILURE' {
  try {
    return Answer.parse(JSON.parse(body.toString('utf8'))).verification_status;
  } catch (cause) {
    throw new UnavailableError("PayPal's verification API gave no verification_status that is known", {
      cause,
    });
  }
}

/** Maximum number of remembered answers and of remembered transmissions. */
const MAX_REMEMBERED = 1024;
const REMEMBERED_MS = 600_000;
/** The budget for a second body with the same transmission id. PayPal's own retries repeat the same bytes. */
const OTHER_BODIES: Rate = { burst: 10, perMinute: 30 };

/** Asks PayPal, unless the same question was asked within ten minutes. Rejects with `UnavailableError` beyond the budget, and as `ask` does. */
export type AskOnce<Answer> = (
  question: { readonly transmissionId: string; readonly text: Buffer },
  ask: () => Promise<Answer>,
) => Promise<Answer>;

/**
 * Limits the effect of a recorded delivery that an attacker repeats: PayPal is asked once about the same bytes, and other bodies
 * with the same transmission id share a budget. The first question about each transmission is not limited by it.
 */
export function createRememberedAnswers<Answer>(now: () => Date): AskOnce<Answer> {
  const answers = createBoundedMap<{ readonly answer: Promise<Answer>; readonly until: number }>(
    MAX_REMEMBERED,
  );
  const transmissions = createBoundedMap<number>(MAX_REMEMBERED);
  const otherBodies = createTokenBucket(OTHER_BODIES);

  return ({ transmissionId, text }, ask) => {
    const at = now().getTime();
    const key = createHash('sha256').update(text).digest('base64');
    const known = answers.get(key);
    if (known && at < known.until) return known.answer;
    const isOther = (transmissions.get(transmissionId) ?? 0) > at;
    if (isOther && !otherBodies.take(at)) {
      const retryAfterMs = otherBodies.waitMs(at);
      const problem = 'PayPal was asked about other bodies of this transmission too often';
      return Promise.reject(new UnavailableError(problem, { retryAfterMs }));
    }
    const until = at + REMEMBERED_MS;
    transmissions.set(transmissionId, until);
    const answer = ask();
    answers.set(key, { answer, until });
    answer.catch(() => {
      // A missing answer is not remembered, so the provider's retry asks again.
      if (answers.get(key)?.answer !== answer) return;
      answers.delete(key);
      transmissions.delete(transmissionId);
    });
    return answer;
  };
}
