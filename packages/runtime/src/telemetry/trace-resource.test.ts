import { afterEach, describe, expect, it, vi } from 'vitest';
import { traceResource } from './start-tracing.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('the process attributes of a span', () => {
  it('name the app that runs, and which instance it is', () => {
    const { attributes } = traceResource('/app/apps/worker/src/main.ts');
    expect(attributes).toEqual({
      'service.name': 'payspool-worker',
      'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(traceResource('/elsewhere.ts').attributes['service.name']).toBe('payspool');
  });

  it('come from the environment if it sets them', () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'hooks');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'k8s.pod.name=worker-1,deployment.environment.name=live');
    expect(traceResource('apps/worker/src/main.ts').attributes).toMatchObject({
      'service.name': 'hooks',
      'k8s.pod.name': 'worker-1',
      'deployment.environment.name': 'live',
    });
  });
});
