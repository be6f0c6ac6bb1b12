import { z } from 'zod';

/** The accounts that whoever asked for an operation may act on; all of them if absent. */
export const ScopeParam = z
  .array(z.object({ provider: z.string(), account: z.string().optional() }))
  .optional();
