import { z } from 'zod';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Configuration fields that several apps share, each with its description for the reference. */
function wholeNumber(description: string, fallback: number, { min, max }: Range) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.coerce
    .number(expected)
    .int(expected)
    .min(min, expected)
    .max(max, expected)
    .default(fallback)
    .meta({ description });
}

/**
 * For a rule across fields: its problems are reported together with those of single fields, so the rule must accept fields that
 * could not be read.
 */
export const besideOthers: NonNullable<Parameters<z.ZodObject['superRefine']>[1]> = {
  when: ({ value }) => typeof value === 'object' && value !== null,
};

export const count = (description: string, fallback: number, range: Range) =>
  wholeNumber(description, fallback, range);

export const milliseconds = (description: string, fallback: number, range: Range) =>
  wholeNumber(description, fallback, range);

export const port = (description: string, fallback: number) =>
  wholeNumber(description, fallback, { min: 0, max: 65535 });

export const otelExporterOtlpEndpoint = z.string().optional().meta({
  description:
    'Collector of traces, OTLP over HTTP: `http://collector:4318`. If unset, nothing is traced. Start the app with `--import ./packages/runtime/src/telemetry/register.ts`.',
});

const METRICS_PORT = 'expected a port from 0 to 65535, or off';

export const metricsPort = z
  .string()
  .regex(/^(off|\d{1,5})$/, METRICS_PORT)
  .refine((text) => text === 'off' || Number(text) <= 65535, METRICS_PORT)
  .default('9464')
  .meta({
    description:
      'Port of `/metrics` for Prometheus; 0 is any free one, `off` is none. If the port is taken, the log has a warning.',
  });

export const host = z
  .string()
  .default('127.0.0.1')
  .meta({ description: 'Address to listen on; containers set 0.0.0.0.' });

export const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  .default('info')
  .meta({ description: 'Lowest level of the log lines that are written.' });

export const mode = z.enum(['live', 'test']).default('live').meta({
  description:
    'Whether the accounts are `live` or `test`. Events of the other mode are recorded as `ignored`.',
});

export const queueUrl = z.string().min(1).meta({
  description:
    "Store of the queue: `redis://`, `rediss://`, `redis-sentinel://h1,h2/name`, `redis-cluster://h1,h2`, or `postgres://` for BullMQ's Postgres backend (never through a pooler).",
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

export const databaseDirectUrl = databaseUrl.optional().meta({
  description:
    'The same database without the pooler, for migrations and notifications. Set it if `DATABASE_URL` goes through a pooler in transaction mode.',
  secret: true,
});

export const accessGraceHours = count(
  'Hours after the end of the last paid period until `payspool doctor` and the metrics report a subscription that continues unpaid. Access does not end.',
  72,
  { min: 0, max: 8760 },
);
