import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';

/**
 * What every span says of its process: `payspool-<app>`, an id of its own, so that one of several workers can be told from the
 * others, and what `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say.
 *
 * @param script the app's own, `apps/ingest/src/main.ts`
 */
export function traceResource(script: string): Resource {
  const app = /apps[/\\](\w+)[/\\]/.exec(script)?.[1];
  return resourceFromAttributes({ 'service.name': app ? `payspool-${app}` : 'payspool' }).merge(
    detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
  );
}
