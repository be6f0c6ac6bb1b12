import { createHash } from 'node:crypto';
import { UnavailableError } from '../contract/errors.ts';
import { createBoundedMap } from '../io/bounded-map.ts';
import { createTokenBucket, type Rate } from '../io/token-bucket.ts';

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
