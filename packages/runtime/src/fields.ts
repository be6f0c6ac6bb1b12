import { z } from 'zod';

/** Configuration fields that several apps share, each with the sentence that the reference shows. */
export const port = (description: string, fallback: number) =>
  z.coerce.number().int().min(0).max(65535).default(fallback).meta({ description });

export const milliseconds = (
  description: string,
  fallback: number,
  { min, max }: { readonly min: number; readonly max: number },
) => z.coerce.number().int().min(min).max(max).default(fallback).meta({ description });

export const count = (
  description: string,
  fallback: number,
  { min, max }: { readonly min: number; readonly max: number },
) => z.coerce.number().int().min(min).max(max).default(fallback).meta({ description });

export const host = z
  .string()
  .default('127.0.0.1')
  .meta({ description: 'Address to listen on; containers set 0.0.0.0.' });

export const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  .default('info')
  .meta({ description: 'Least severe log line to write.' });

export const mode = z.enum(['live', 'test']).default('live').meta({
  description: 'Whether accounts take real money; events of the other mode are recorded `ignored`.',
});

export const queueUrl = z.string().min(1).meta({
  description:
    'Where deliveries wait: `redis://`, `rediss://`, `redis-sentinel://h1,h2/name`, `redis-cluster://h1,h2`, or `postgres://` for BullMQ’s Postgres backend (never through a pooler).',
  secret: true,
});

export const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'expected postgres://… or postgresql://…')
  .meta({ description: 'Postgres 15 or later.', secret: true });

export const endpointsFile = z
  .string()
  .optional()
  .meta({ description: 'YAML file with further accounts; see docs/how-to/add-an-account.md.' });
