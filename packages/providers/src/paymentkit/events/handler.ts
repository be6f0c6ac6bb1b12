import { compiled, type EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { UnusableEventError } from '../../contract/index.ts';
import type { Subject } from '../envelope.ts';
import { unreadFields } from '../schema.ts';
import type { PaymentKitSettings } from '../settings.ts';

/** One event, before its object has been read. */
export interface PaymentKitEvent {
  readonly type: string;
  /** In the canonical spelling. */
  readonly occurredAt: string;
  readonly subject: Subject;
  readonly settings: Pick<PaymentKitSettings, 'currencies'>;
}

type Meaning =
  | { readonly events: readonly EventFacts[]; readonly warnings?: readonly string[] }
  | { readonly ignored: string };

/** @throws {UnusableEventError} when the object is not of its shape, or its currency is not configured */
export type EventHandler = (event: PaymentKitEvent) => Meaning;

/** The object in the shape of `schema`; a violation names its path from the body's root. */
export function readObject<Schema extends z.ZodType>(
  schema: Schema,
  { subject }: PaymentKitEvent,
): z.output<Schema> {
  const result = compiled(schema).safeParse(subject.object);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UnusableEventError('schema_violation', {
    path: [...subject.path, ...(issue?.path ?? [])].map(String).join('.'),
    message: issue?.message ?? 'not of the expected shape',
    cause: result.error,
  });
}

/** Where a field of the object lies in the body. */
export const pathOf = ({ subject }: PaymentKitEvent, field: string): string =>
  [...subject.path, field].join('.');

/** A warning for each field of the object that is there and was left out, because it is not of its form. */
export const unread = (
  { subject }: PaymentKitEvent,
  read: Readonly<Record<string, unknown>>,
): readonly string[] =>
  unreadFields(subject.object, read).map(
    (field) => `${[...subject.path, field].join('.')} has an invalid form and was left out`,
  );

/** PaymentKit's lists of words are open: an unknown one changes nothing, and is worth a line. */
export const unknownWord = (what: string, word: string | undefined): string =>
  `unknown ${what} ${JSON.stringify(word?.slice(0, 40) ?? null)}`;
