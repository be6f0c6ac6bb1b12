// Load this file before the app: `node --import ./packages/runtime/src/telemetry/register.ts apps/ingest/src/main.ts`.
// Without a collector it does nothing and does not even load OpenTelemetry.
if (process.env['OTEL_EXPORTER_OTLP_ENDPOINT']) {
  const { startTracing } = await import('./start-tracing.ts');
  startTracing(process.env, process.argv[1]);
}
