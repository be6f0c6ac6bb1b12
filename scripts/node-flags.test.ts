import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { YOUNG_GENERATION } from '../e2e/product/stack/spawn-app.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe.each(['ingest', 'worker'])('%s has the same young generation wherever it is started', (app) => {
  it('in the script of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(scripts[app]?.split(' ').slice(0, 2)).toEqual(['node', YOUNG_GENERATION]);
  });

  it('in its image', () => {
    const entry = read('Dockerfile')
      .split('\n')
      .find((line) => line.startsWith('ENTRYPOINT') && line.includes(`apps/${app}/src/main.ts`));
    expect(entry).toContain(`"node", "${YOUNG_GENERATION}"`);
  });
});
