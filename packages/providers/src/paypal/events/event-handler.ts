import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape } from '../../contract/parse-body.ts';

/** One event, its resource not looked at yet. */
export interface PaypalEvent {
  /** Canonical spelling. */
  readonly occurredAt: string;
  /** Of the resource: 1 is `state` and `amount.total`, 2 is `status` and `amount.value`. */
  readonly generation: 1 | 2;
  readonly resource: unknown;
}

export interface Reading {
  readonly facts: readonly EventFacts[];
  readonly warnings?: readonly string[];
}

export type EventHandler = (event: PaypalEvent) => Reading;

/** @throws {UnusableEventError} with the path from the body's root: `resource.amount.value` */
export const readResource = <Resource>(schema: z.ZodType<Resource>, { resource }: PaypalEvent): Resource =>
  checkShape(z.object({ resource: schema }), { resource }).resource;
