import { createRequire } from 'node:module';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { type Context, SpanKind } from '@opentelemetry/api';
import { beforeExit } from '../run-app.ts';

/**
 * Traces every delivery, from its POST through the queue to the commit, and sends the traces to the collector at
 * `OTEL_EXPORTER_OTLP_ENDPOINT` by OTLP over HTTP, in JSON. The exporter reads `OTEL_EXPORTER_OTLP_HEADERS` and similar variables
 * by itself.
 *
 * @param script the script of the app, `apps/ingest/src/main.ts`
 */
export function startTracing(env: NodeJS.ProcessEnv, script = ''): void {
  const provider = new NodeTracerProvider({
    resource: traceResource(script),
    sampler: deliverySampler(env['OTEL_TRACES_SAMPLER_ARG']),
    spanProcessors: [new BatchSpanProcessor(withoutContents(new OTLPTraceExporter()))],
  });
  // No baggage: its content, which the sender chooses, would be stored in the queue and sent on.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  beforeExit(() => provider.shutdown());

  const instrumentations = [
    new HttpInstrumentation({
      disableOutgoingRequestInstrumentation: true, // all requests of Payspool use undici
      ignoreIncomingRequestHook: ({ url = '' }) => !url.startsWith('/webhooks/'),
      // The last segment of a path may be a secret, and the one before it any text.
      requestHook: (span) => span.updateName('POST /webhooks/:provider'),
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new PgInstrumentation({
      requireParentSpan: true,
      ignoreConnectSpans: true,
      enhancedDatabaseReporting: false, // parameters contain data of deliveries
    }),
  ];
  for (const instrumentation of instrumentations) instrumentation.setTracerProvider(provider);

  loadInstrumented(createRequire(import.meta.url));
}

/**
 * The instrumented modules are the same objects for `import` and `require`, and are changed when they are first required, so no
 * loader hook is needed.
 */
const loadInstrumented = (require: NodeJS.Require): unknown[] => [require('node:http'), require('pg')];

/**
 * The attributes of the process in every span: `payspool-<app>`, an id that distinguishes several workers, and the values of
 * `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.
 *
 * @param script the app's own, `apps/ingest/src/main.ts`
 */
export function traceResource(script: string): Resource {
  const app = /apps[/\\](\w+)[/\\]/.exec(script)?.[1];
  return resourceFromAttributes({ 'service.name': app ? `payspool-${app}` : 'payspool' }).merge(
    detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
  );
}

/** The spans that may begin a trace: an incoming delivery, a job that is added or run. */
const BEGINS: ReadonlySet<SpanKind> = new Set([SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER]);

/**
 * Samples every delivery, or the share in `OTEL_TRACES_SAMPLER_ARG`, 0 to 1. The polling of a worker for jobs is not traced.
 */
function deliverySampler(share = '1'): Sampler {
  const ratio = new TraceIdRatioBasedSampler(Number(share));
  const root: Sampler = {
    shouldSample: (context: Context, traceId: string, _name: string, kind: SpanKind) =>
      BEGINS.has(kind) ? ratio.shouldSample(context, traceId) : { decision: SamplingDecision.NOT_RECORD },
    toString: () => `DeliverySampler{${share}}`,
  };
  return new ParentBasedSampler({ root });
}

/**
 * The attributes that may be exported: ids, types, sizes and SQL with placeholders. All others, also of later releases of an
 * instrumentation, are removed: paths with tokens, addresses, headers, parameters, a job's options.
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

/** Exports only the allowed attributes. Errors are in the log, with Payspool's own messages. */
function withoutContents(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(withhold), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

const withhold = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: allowed(span.attributes) },
    // Messages of Postgres quote values, and other messages contain providers' answers.
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
