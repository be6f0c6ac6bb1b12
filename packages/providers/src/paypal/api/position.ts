import type { z } from 'zod';
import { ApiRefusedError } from '../../contract/api-access.ts';

/**
 * The position in a list, from the text that an earlier page returned as `next`.
 *
 * @throws {ApiRefusedError} for a text that no page of this list returned
 */
export function readPosition<Schema extends z.ZodType>(schema: Schema, page: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(page));
  } catch {
    throw new ApiRefusedError("the position is not one of this list of PayPal's API", { status: 0 });
  }
}
