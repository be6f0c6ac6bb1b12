import { z } from 'zod';
import type { OperationKindName } from './names.ts';
import { ScopeParam } from './scope.ts';

/** A filter of the list of events, with absolute times. */
const Terms = z.string().min(1).max(4000);
const Name = z.string().min(1).max(500);
const Time = z.iso.datetime();

/**
 * What may be asked for without knowing accounts or settings, by the kind. A worker adds the rest when it begins: each of these is also valid
 * for the kind itself.
 */
export const REQUEST_PARAMS = {
  retry: z.strictObject({ terms: Terms, scope: ScopeParam }),
  replay: z.strictObject({ terms: Terms, scope: ScopeParam, react: z.boolean() }),
  rebuild: z
    .strictObject({
      react: z.boolean(),
      order: Name.optional(),
      provider: Name.optional(),
      account: Name.optional(),
    })
    .refine(({ order, provider, account }) => order !== undefined || !(provider ?? account), {
      message: 'a provider or an account is only used with a reference',
    }),
  reconcile: z.strictObject({
    provider: Name.optional(),
    account: Name.optional(),
    since: Time,
    orders: z.array(Name).max(100).optional(),
    react: z.boolean(),
  }),
  react: z.strictObject({
    action: z.enum(['retry', 'skip', 'enable', 'disable']),
    filter: z.strictObject({
      id: z
        .string()
        .regex(/^\d{1,18}$/, 'expected the number of a transition')
        .optional(),
      topic: Name.optional(),
      consumer: Name.optional(),
      ref: Name.optional(),
      since: Time.optional(),
      until: Time.optional(),
    }),
    terms: Terms.optional(),
    scope: ScopeParam,
    reason: z.string().min(1).max(500).optional(),
  }),
  backfill: z.strictObject({
    provider: Name,
    account: Name.optional(),
    since: Time,
    until: Time.optional(),
    react: z.array(Name).max(20),
  }),
  erase: z
    .strictObject({
      provider: Name.optional(),
      account: Name.optional(),
      customer: Name.optional(),
      before: Time.optional(),
    })
    .refine(({ customer, before }) => (customer ?? before) !== undefined, {
      message: 'an erasure needs a customer or a time',
    }),
} as const satisfies Readonly<Record<OperationKindName, z.ZodType>>;

/** Whether the operation publishes transitions, or lets consumers run: the business sees that. */
export function publishesBy(kind: string, params: unknown): boolean {
  if (kind === 'react') return Retry.safeParse(params).success;
  if (kind === 'backfill') return WithConsumers.safeParse(params).success;
  return WithReact.safeParse(params).success;
}

const Retry = z.object({ action: z.literal('retry') });
const WithConsumers = z.object({ react: z.array(z.string()).min(1) });
const WithReact = z.object({ react: z.literal(true) });
