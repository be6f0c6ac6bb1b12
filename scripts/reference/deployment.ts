import { type Provider, variableName } from '../../packages/providers/src/index.ts';

/** The width at which the formatter breaks a line. */
const WIDTH = 110;

/** The variables of providers that the example deployments give as files, to ingest alone, to ingest and worker, or to the worker alone. */
export interface FileVariables {
  readonly verifying: readonly string[];
  readonly reading: readonly string[];
  readonly calling: readonly string[];
}

export function fileVariables(providers: readonly Provider[]): FileVariables {
  const named = (which: keyof FileVariables) =>
    providers.flatMap(({ slug, fileSettings }) =>
      (fileSettings[which] ?? []).map((key) => variableName(slug, key)),
    );
  return { verifying: named('verifying'), reading: named('reading'), calling: named('calling') };
}

/** The targets of the Dockerfile that become images. */
export const IMAGES = ['ingest', 'worker', 'dashboard', 'cli'] as const;

/** The names of the images in docker-compose.yml: built from source, or those of a registry if `PAYSPOOL_IMAGES` says where. */
export const composeImages = (version: string) => ({
  images: [
    'x-images:',
    ...IMAGES.map(
      (image) =>
        `  ${image}: &${image}-image '\${PAYSPOOL_IMAGES:-payspool}-${image}:\${PAYSPOOL_VERSION:-${version}}'`,
    ),
  ],
});

/** The images of the example overlay for Kubernetes: those that a release publishes, under an owner to be replaced. */
export const kubernetesImages = (version: string) => ({
  images: IMAGES.map(
    (image) =>
      `- { name: payspool-${image}, newName: ghcr.io/example/payspool-${image}, newTag: ${version} }`,
  ),
});

/** The blocks of docker-compose.yml that name the variables of providers. */
export function composeBlocks({ verifying, reading, calling }: FileVariables) {
  const environment = (names: readonly string[]) =>
    names.map((name) => `  ${name}_FILE: /run/secrets/${name.toLowerCase()}`);
  const secrets = (names: readonly string[]) => names.map((name) => `- ${name.toLowerCase()}`);
  const all = [...reading, ...calling, ...verifying];
  return {
    'reading settings': ['x-reading: &reading', ...environment(reading)],
    'calling settings': ['x-calling: &calling', ...environment(calling)],
    'verifying settings': ['x-verifying: &verifying', ...environment(verifying)],
    'secrets of ingest': secrets([...reading, ...verifying]),
    'secrets of worker': secrets([...reading, ...calling]),
    'secrets of cli': secrets(all),
    'files of secrets': all.flatMap((name) => {
      const key = name.toLowerCase();
      const value = `{ file: '\${PAYSPOOL_SECRETS:-./ops/compose/demo-secrets}/${key}' }`;
      const line = `${key}: ${value}`;
      return line.length + 2 <= WIDTH ? [line] : [`${key}:`, `  ${value}`];
    }),
  };
}

/** The blocks of ops/kubernetes/base/ingest.yaml, of worker.yaml, and of the example overlay. */
export function kubernetesBlocks({ verifying, reading, calling }: FileVariables) {
  const mounted = (names: readonly string[]) =>
    names.map((name) => `- { name: ${name}_FILE, value: /run/payspool/${name.toLowerCase()} }`);
  const literals = (names: readonly string[]) => names.map((name) => `- ${name.toLowerCase()}=`);
  return {
    ingest: { 'settings of providers': mounted([...reading, ...verifying]) },
    worker: { 'settings of providers': mounted([...reading, ...calling]) },
    overlay: {
      'verifying secrets': literals(verifying),
      'reading secrets': literals(reading),
      'calling secrets': literals(calling),
    },
  };
}
