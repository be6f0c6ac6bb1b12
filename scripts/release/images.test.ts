import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeImages, IMAGES, kubernetesImages } from '../reference/deployment.ts';
import { readSource, ROOT } from '../source-files.ts';

const allOf = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('the images', () => {
  it('are the last targets of the Dockerfile', async () => {
    expect(allOf(await readSource('Dockerfile'), /^FROM runtime AS (\w+)$/gm)).toEqual([...IMAGES]);
  });

  it('are each built once by docker-compose.yml, under their names', async () => {
    const file = await readSource('docker-compose.yml');
    const built = [...file.matchAll(/image: \*(\w+)-image\n +build: \{ context: \., target: (\w+) \}/g)];
    expect(Object.fromEntries(built.map(([, image, target]) => [image, target]))).toEqual(
      Object.fromEntries(IMAGES.map((image) => [image, image])),
    );
    expect(built).toHaveLength(IMAGES.length);
    expect(allOf(file, /(build:)/g)).toHaveLength(IMAGES.length);
    // Besides: those of the stores, and the image of the commands for `cli` and `demo`.
    expect(allOf(file, /^ {4}image: (.*)$/gm).toSorted()).toEqual([
      '*cli-image',
      '*cli-image',
      '*cli-image',
      '*dashboard-image',
      '*ingest-image',
      '*worker-image',
      'postgres:18',
      'redis:8',
    ]);
  });

  it('are all that the Kubernetes manifests run', async () => {
    const names = await Promise.all(
      ['ingest', 'worker', 'dashboard', 'migrate'].map((file) =>
        readSource(`ops/kubernetes/base/${file}.yaml`),
      ),
    );
    const images = ['payspool-ingest', 'payspool-worker', 'payspool-dashboard', 'payspool-cli'];
    expect(names.flatMap((text) => allOf(text, /^ +image: (\S+)$/gm))).toEqual(images);
  });

  it('are all built and published by the release', async () => {
    const lists = allOf(await readSource('.github/workflows/release.yml'), /^ +image: \[(.*)\]$/gm);
    expect(lists).toEqual([IMAGES.join(', '), IMAGES.join(', ')]);
  });

  it('have names with the version, from source and from a registry', () => {
    expect(composeImages('1.2.3').images.slice(0, 2)).toEqual([
      'x-images:',
      "  ingest: &ingest-image '${PAYSPOOL_IMAGES:-payspool}-ingest:${PAYSPOOL_VERSION:-1.2.3}'",
    ]);
    expect(kubernetesImages('1.2.3').images[0]).toBe(
      '- { name: payspool-ingest, newName: ghcr.io/example/payspool-ingest, newTag: 1.2.3 }',
    );
  });
});

it('the version is in the package.json of the root alone: private packages have none', async () => {
  const folders = await Promise.all(
    ['apps', 'packages'].map(async (parent) =>
      (await readdir(join(ROOT, parent))).map((name) => `${parent}/${name}`),
    ),
  );
  const withVersion = [];
  for (const folder of ['bench', 'e2e', ...folders.flat()]) {
    const text = await readSource(`${folder}/package.json`).catch(() => '{}');
    const manifest = JSON.parse(text) as { version?: string; private?: boolean };
    if (manifest.private && manifest.version !== undefined) withVersion.push(folder);
  }
  expect(withVersion).toEqual([]);
  expect(await readSource('Dockerfile')).toContain('ARG VERSION=unknown\n');
});
