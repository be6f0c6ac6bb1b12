import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/**
 * All that a span may tell of what it was about: ids, types, sizes and SQL with placeholders. Whatever else an instrumentation
 * thinks of, now or in a later release, stays here: paths with tokens, addresses, headers, parameters, a job's options.
 */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.response.status_code',
  'http.method',
  'http.status_code',
  'server.address',
  'server.port',
  'db.system',
  'db.system.name',
  'db.name',
  'db.namespace',
  'db.statement',
  'db.query.text',
  'db.operation.name',
  'error.type',
  'exception.type',
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.id',
  'bullmq.job.name',
  'bullmq.job.attempts.made',
]);

type Attributes = ReadableSpan['attributes'];

/** Sends on what may leave the process, and nothing else. What went wrong is in the log, in words of our own. */
export function withoutContents(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(withhold), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

const withhold = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: allowed(span.attributes) },
    // Postgres quotes values in its messages, and providers' answers are in those of others.
    status: { value: { code: span.status.code } },
    events: {
      value: span.events.map(({ attributes, ...event }) => ({
        ...event,
        attributes: attributes && allowed(attributes),
      })),
    },
  }) as ReadableSpan;

const allowed = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => ATTRIBUTES.has(name)));
