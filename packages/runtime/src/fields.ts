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

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The settings of own reactions, for the worker, which runs them, and for `payspool doctor`. */
export const ownReactionFields = {
  reactions: z.string().optional().meta({
    description:
      'Your own reactions: a folder of modules, as a path that begins with `/` or `.`, or the name of a package. See docs/how-to/add-a-reaction.md.',
  }),
  reactionsEnv: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .refine((names) => names.every((name) => VARIABLE.test(name)), 'expected names of variables')
    .default([])
    .meta({
      description:
        'Variables of the worker that your own reactions get. They get no others, except `PATH`, `HOME`, `TMPDIR`, `TZ`, `LANG`, `NODE_ENV` and `NODE_EXTRA_CA_CERTS`.',
    }),
  reactionsMemoryMb: count(
    'Maximum heap of each process of own reactions, in MiB. A process that needs more ends and starts again.',
    256,
    { min: 32, max: 65_536 },
  ),
};

/**
 * The settings that affect access and the time of publishing. The worker and the commands that fold events again use the same
 * fields; with different settings each would undo the changes of the other.
 */
export const projectionFields = {
  accessOnPartialLoss: z.enum(['keep', 'revoke']).default('keep').meta({
    description:
      'Access to a paid order after a partial refund or chargeback, if the rest no longer covers the amount due: `keep` or `revoke`.',
  }),
  accessWhileCollectionPaused: z.enum(['keep', 'end']).default('keep').meta({
    description:
      'Access to a subscription whose invoices are not collected for now: `keep`, or `end` with the paid period.',
  }),
  accessWhenEndUnknown: z.enum(['end', 'period']).default('end').meta({
    description:
      'Access to an ended subscription if no event says how long it is paid: `end` with billing, or with the last `period` that the provider named.',
  }),
  merchantRefGraceSeconds: count(
    "How long the publishing of a purchase waits for the merchant's own id, if another event may bring it; 0 does not wait. Rows are written at once.",
    30,
    { min: 0, max: 3600 },
  ),
};
