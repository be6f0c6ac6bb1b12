import { type EventReading, type MerchantReference, merchantReference } from '../../contract/index.ts';
import type { Answers, ObjectName } from '../schema.ts';

/** One event, before its content is read. */
export interface Given {
  readonly event: unknown;
  /** In the canonical format. */
  readonly occurredAt: string;
  /** What the API answered; absent for the signed event alone. */
  readonly answers: Answers | undefined;
  /** Whether the account asks the API, whose answers will say what the signed events leave open. */
  readonly asksApi: boolean;
}

export interface Handler {
  /** @throws {UnusableEventError} with the path of the field */
  readonly read: (given: Given) => EventReading;
  /** The object that the API is asked for, and the link with its id. Absent if the event says everything. */
  readonly asks?: Asked;
}

export interface Asked {
  readonly object: Extract<ObjectName, 'payments' | 'refunds' | 'instalment_schedules'>;
  readonly link: 'payment' | 'refund' | 'instalment_schedule';
}

type Metadata = Readonly<Record<string, unknown>> | undefined;

/** `metadata.order_id` of the object, which only the merchant writes by the API. The event repeats it as `resource_metadata`. */
export const merchantRefIn = (
  event: { readonly resource_metadata?: Metadata },
  ...objects: readonly (readonly [name: ObjectName, object: { readonly metadata?: Metadata } | undefined])[]
): MerchantReference =>
  merchantReference(
    ...objects.map(([name, object]) => ({
      field: `${name}.metadata.order_id`,
      value: object?.metadata?.['order_id'],
      writer: 'merchant' as const,
    })),
    {
      field: 'resource_metadata.order_id',
      value: event.resource_metadata?.['order_id'],
      writer: 'merchant',
    },
  );
