// To be loaded before the app: `node --import ./packages/runtime/src/telemetry/register.ts apps/ingest/src/main.ts`.
// Where no collector is named it does nothing, and nothing of OpenTelemetry is even read from the disk.
if (process.env['OTEL_EXPORTER_OTLP_ENDPOINT']) {
  const { startTracing } = await import('./start-tracing.ts');
  startTracing(process.env, process.argv[1]);
}
