import { createRequire } from 'node:module';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { beforeExit } from '../before-exit.ts';
import { deliverySampler } from './delivery-sampler.ts';
import { traceResource } from './trace-resource.ts';
import { withoutContents } from './without-contents.ts';

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
