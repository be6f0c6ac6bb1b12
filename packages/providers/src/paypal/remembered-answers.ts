import { createHash } from 'node:crypto';
import { UnavailableError } from '../contract/errors.ts';
import { createBoundedMap } from '../io/bounded-map.ts';
import { createTokenBucket, type Rate } from '../io/token-bucket.ts';

/** Questions whose answer is remembered, and transmissions. */
const MAX_REMEMBERED = 1024;
const REMEMBERED_MS = 600_000;
/** For a second body under a transmission id: PayPal's own retries repeat the bytes. */
const OTHER_BODIES: Rate = { burst: 10, perMinute: 30 };

/** Asks, unless the same question was asked within ten minutes. Rejects with `UnavailableError` beyond the budget, and as `ask` does. */
export type AskOnce<Answer> = (
  question: { readonly transmissionId: string; readonly text: Buffer },
  ask: () => Promise<Answer>,
) => Promise<Answer>;

/**
 * Bounds what a delivery that somebody has recorded can cause when it is sent again and again: the same bytes are asked about once,
 * other bodies under its transmission id share a budget, and the first question of every other transmission is free of it.
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
      // No answer is nothing to remember: the provider's retry asks again.
      if (answers.get(key)?.answer !== answer) return;
      answers.delete(key);
      transmissions.delete(transmissionId);
    });
    return answer;
  };
}
