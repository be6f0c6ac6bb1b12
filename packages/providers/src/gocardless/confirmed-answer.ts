import { z } from 'zod';
import { checkShape, UnusableEventError } from '../contract/index.ts';
import type { Asked } from './events/given.ts';
import { type Answers, type ObjectName, OBJECTS } from './schema.ts';

/** One answer of the API, byte for byte: `{"payments":{…}}`. */
export interface Answer {
  readonly object: ObjectName;
  readonly bytes: Buffer;
}

/**
 * The body to record: `{"event":…,"answers":{"payments":…}}`, the signed event with the API's bytes, unchanged. The event gives the
 * meaning and the time, and the answer gives the amount.
 */
export const confirmedBody = (event: unknown, answers: readonly Answer[]): Buffer =>
  Buffer.concat([
    Buffer.from(`{"event":${JSON.stringify(event)},"answers":{`),
    ...answers.flatMap(({ object, bytes }, at) => [Buffer.from(`${at > 0 ? ',' : ''}"${object}":`), bytes]),
    Buffer.from('}}'),
  ]);

/** One answer for each event: its amount and its links do not change, and its state is not used. */
export const confirmedKey = (eventKey: string): string => `${eventKey}/answer`;

const Wrapper = z.object({ answers: z.record(z.string(), z.unknown()) });
const WRAPPED = {
  payments: z.object({ answers: z.object({ payments: z.object({ payments: OBJECTS.payments }) }) }),
  refunds: z.object({ answers: z.object({ refunds: z.object({ refunds: OBJECTS.refunds }) }) }),
  subscriptions: z.object({
    answers: z.object({ subscriptions: z.object({ subscriptions: OBJECTS.subscriptions }) }),
  }),
  instalment_schedules: z.object({
    answers: z.object({
      instalment_schedules: z.object({ instalment_schedules: OBJECTS.instalment_schedules }),
    }),
  }),
};

/**
 * Reads the answers of a recorded body.
 *
 * @throws {UnusableEventError} with the path of the field, also if the object that was asked for is missing, or is another one
 */
export function readAnswers(body: unknown, { object, link }: Asked, id: string): Answers {
  const { answers: given } = checkShape(Wrapper, body);
  const has = (name: ObjectName) => name === object || Object.hasOwn(given, name);
  const answers: Answers = {
    ...(has('payments') && { payments: checkShape(WRAPPED.payments, body).answers.payments.payments }),
    ...(has('refunds') && { refunds: checkShape(WRAPPED.refunds, body).answers.refunds.refunds }),
    ...(has('subscriptions') && {
      subscriptions: checkShape(WRAPPED.subscriptions, body).answers.subscriptions.subscriptions,
    }),
    ...(has('instalment_schedules') && {
      instalment_schedules: checkShape(WRAPPED.instalment_schedules, body).answers.instalment_schedules
        .instalment_schedules,
    }),
  };
  const { subscription, instalment_schedule: schedule } = answers.payments?.links ?? {};
  isAbout(answers[object]?.id, id, { path: `answers.${object}.${object}.id`, what: link });
  if (subscription !== undefined)
    isAbout(answers.subscriptions?.id, subscription, { path: 'answers.subscriptions', what: 'subscription' });
  if (schedule !== undefined)
    isAbout(answers.instalment_schedules?.id, schedule, {
      path: 'answers.instalment_schedules',
      what: 'instalment schedule',
    });
  return answers;
}

/** An answer about another object must not give its amount to this one. */
function isAbout(
  id: string | undefined,
  expected: string,
  { path, what }: { readonly path: string; readonly what: string },
): void {
  if (id !== expected)
    throw new UnusableEventError('schema_violation', { path, message: `not the ${what} of the event` });
}
