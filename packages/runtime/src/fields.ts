import { z } from 'zod';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Configuration fields that several apps share, each with the sentence that the reference shows. */
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

/** For a rule across fields: it is told beside what is wrong with single ones, and has to bear with those that could not be read. */
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
    'Collector of traces, OTLP over HTTP: `http://collector:4318`. Off without; the app has to be started with `--import ./packages/runtime/src/telemetry/register.ts`.',
});

const METRICS_PORT = 'expected a port from 0 to 65535, or off';

export const metricsPort = z
  .string()
  .regex(/^(off|\d{1,5})$/, METRICS_PORT)
  .refine((text) => text === 'off' || Number(text) <= 65535, METRICS_PORT)
  .default('9464')
  .meta({
    description:
      'Port of `/metrics` for Prometheus; 0 is any free one, `off` none. A port that is taken is a warning in the log.',
  });

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

export const databaseDirectUrl = databaseUrl.optional().meta({
  description:
    'The same database without the pooler, where `DATABASE_URL` goes through one in transaction mode: for migrations and notifications.',
  secret: true,
});

export const accessGraceHours = count(
  'Hours after the end of the last paid period until `payspool doctor` and the metrics tell of a subscription that runs on unpaid. It ends no access.',
  72,
  { min: 0, max: 8760 },
);
