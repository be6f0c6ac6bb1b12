import { afterEach, describe, expect, it, vi } from 'vitest';
import { traceResource } from './trace-resource.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('what a span says of its process', () => {
  it('is the app that it runs, and which of several', () => {
    const { attributes } = traceResource('/app/apps/worker/src/main.ts');
    expect(attributes).toEqual({
      'service.name': 'payspool-worker',
      'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(traceResource('/elsewhere.ts').attributes['service.name']).toBe('payspool');
  });

  it('is what the environment says, where it says something', () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'hooks');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'k8s.pod.name=worker-1,deployment.environment.name=live');
    expect(traceResource('apps/worker/src/main.ts').attributes).toMatchObject({
      'service.name': 'hooks',
      'k8s.pod.name': 'worker-1',
      'deployment.environment.name': 'live',
    });
  });
});
