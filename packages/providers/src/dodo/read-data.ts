import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import {
  checkShape,
  leftOut,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unreadFields,
} from '../contract/index.ts';

/** A handler of the events whose `data` has this shape. Every invalid field that was left out gives a warning. */
export const readData =
  <Data extends z.ZodObject>(
    schema: Data,
    read: (data: z.output<Data>, event: { readonly type: string; readonly occurredAt: string }) => ReadFacts,
  ): OrdinaryHandler<unknown> =>
  ({ type, body, occurredAt }) => {
    const data = checkShape(schema, body['data'], ['data']);
    const given = isRecord(body['data']) ? body['data'] : {};
    const warnings = unreadFields(given, data).map((field) => leftOut(`data.${field}`));
    return together({ facts: [], warnings }, read(data, { type, occurredAt }));
  };
