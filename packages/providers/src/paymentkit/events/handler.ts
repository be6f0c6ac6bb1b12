import type { z } from 'zod';
import { checkShape, type EventReading, leftOut, unreadFields } from '../../contract/index.ts';
import type { Subject } from '../envelope.ts';
import type { PaymentKitSettings } from '../settings.ts';

/** One event, before its object is read. */
export interface PaymentKitEvent {
  readonly type: string;
  /** In the canonical format. */
  readonly occurredAt: string;
  readonly subject: Subject;
  readonly settings: Pick<PaymentKitSettings, 'currencies'>;
}

/** @throws {UnusableEventError} if the object does not match its schema, or its currency is not configured */
export type EventHandler = (event: PaymentKitEvent) => EventReading;

/** The object, parsed by `schema`; a violation names its path from the body's root. */
export const readObject = <Schema extends z.ZodType>(schema: Schema, { subject }: PaymentKitEvent) =>
  checkShape(schema, subject.object, subject.path);

/** The path of a field of the object in the body. */
export const pathOf = ({ subject }: PaymentKitEvent, field: string): string =>
  [...subject.path, field].join('.');

/** One warning for each field of the object that was left out because it is invalid. */
export const unread = (
  { subject }: PaymentKitEvent,
  read: Readonly<Record<string, unknown>>,
): readonly string[] =>
  unreadFields(subject.object, read).map((field) => leftOut([...subject.path, field].join('.')));
