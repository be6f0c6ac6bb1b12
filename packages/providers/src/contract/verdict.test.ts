import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REFUSALS } from './verdict.ts';

it.each(REFUSALS)('%s is explained in docs/troubleshooting.md', (code) => {
  const page = readFileSync(new URL('../../../../docs/troubleshooting.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`${code}\``);
});
