import { createHash } from 'node:crypto';

/** The key of an answer of the API: each state of an object is an event of its own, and the same state again is the same event. */
export const answerKey = (id: string, answer: Buffer | string): string =>
  `${id}:${createHash('sha256').update(answer).digest('hex').slice(0, 32)}`;
