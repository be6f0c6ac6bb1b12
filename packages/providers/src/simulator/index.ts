import { providers } from '../registry.ts';
import type { Simulator } from './contract.ts';

// `@payspool/providers/simulator`: the providers' side, for tests, the demo and `payspool simulate`. It is not part of
// the images of ingest, worker and dashboard, and `check:layers` refuses an import of it there.

export * from './api-server.ts';
export * from './contract.ts';
export * from './fake-api.ts';

/** The simulator in a provider's folder, `<slug>/simulator/index.ts`. */
export async function loadSimulator(slug: string): Promise<Simulator> {
  const module = (await import(`../${slug}/simulator/index.ts`)) as { readonly simulator: Simulator };
  return module.simulator;
}

const simulators = new Map(
  await Promise.all(providers.map(async ({ slug }) => [slug, await loadSimulator(slug)] as const)),
);

/** The simulator of a registered provider. @throws {Error} if there is no such provider */
export function simulatorOf(provider: string | { readonly slug: string }): Simulator {
  const slug = typeof provider === 'string' ? provider : provider.slug;
  const simulator = simulators.get(slug);
  if (!simulator) throw new Error(`no provider is called ${slug}`);
  return simulator;
}
