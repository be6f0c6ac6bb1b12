import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';

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
