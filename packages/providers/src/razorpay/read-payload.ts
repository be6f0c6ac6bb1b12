import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import { checkShape, leftOut, type OrdinaryHandler, unreadFields } from '../contract/index.ts';
import type { RazorpaySettings } from './settings.ts';

export type EventHandler = OrdinaryHandler<RazorpaySettings>;

type Entities = Readonly<Record<string, { readonly entity: Readonly<Record<string, unknown>> } | undefined>>;

/**
 * Reads the entities of an event.
 *
 * @returns the entities, and one warning for each invalid field that was left out, with its path and never its value
 *
 * @throws {UnusableEventError} with the name of the field, if a deciding field is invalid
 */
export function readPayload<Payload extends Entities>(
  schema: z.ZodType<{ payload: Payload }>,
  body: { readonly payload?: unknown },
): { readonly payload: Payload; readonly warnings: readonly string[] } {
  const { payload } = checkShape(schema, body);
  const warnings = Object.entries(payload).flatMap(([name, read]) =>
    unreadFields(entityOf(body.payload, name), read?.entity ?? {}).map((field) =>
      leftOut(`payload.${name}.entity.${field}`),
    ),
  );
  return { payload, warnings };
}

function entityOf(payload: unknown, name: string): unknown {
  const included = isRecord(payload) ? payload[name] : undefined;
  return isRecord(included) ? included.entity : undefined;
}
