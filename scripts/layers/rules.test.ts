import { describe, expect, it } from 'vitest';
import { findImports } from './find-imports.ts';
import { isAllowed } from './rules.ts';

const PACKAGES = new Map([
  ['@payspool/db', 'packages/db'],
  ['@payspool/ingest', 'apps/ingest'],
  ['@payspool/testkit', 'packages/testkit'],
]);

describe('layers', () => {
  it.each([
    ['apps/worker/src/main.ts', 'packages/db'],
    ['apps/worker/src/main.ts', 'packages/reactions/ledger'],
    ['packages/projection/src/fold/fold.ts', 'packages/events'],
    ['apps/ingest/test/bad-input.test.ts', 'packages/testkit'],
    ['apps/cli/src/commands/simulate.ts', 'packages/providers/simulator'],
    ['apps/ingest/src/ingest-under-test.ts', 'packages/providers/simulator'],
    ['packages/providers/src/stripe/simulator/index.ts', 'packages/providers'],
    ['packages/providers/src/stripe/verify.test.ts', 'packages/providers/simulator'],
    ['e2e/product/demo/main.ts', 'apps/cli'],
    ['packages/inspect/src/find/find.ts', 'packages/db/reader'],
    ['apps/dashboard/src/screens/operations/routes.ts', 'packages/operations/request'],
    ['bench/src/main.ts', 'e2e'],
    ['e2e/proof/trace-tree.ts', 'e2e/product'],
    ['vitest.config.ts', 'packages/db'],
  ])('%s may import %s', (file, target) => {
    expect(isAllowed({ file, target })).toBe(true);
  });

  it.each([
    ['apps/ingest/src/main.ts', 'apps/worker'],
    ['apps/ingest/src/main.ts', 'packages/reactions/own'],
    ['apps/ingest/src/ingest.ts', 'packages/db'],
    ['apps/dashboard/src/screens/operations/routes.ts', 'packages/operations'],
    ['packages/operations/src/request/request-operation.ts', 'packages/operations'],
    ['apps/ingest/src/main.ts', 'packages/testkit'],
    ['apps/ingest/src/main.ts', 'e2e'],
    ['apps/worker/src/main.ts', 'bench'],
    ['packages/events/src/money.ts', 'packages/db'],
    ['packages/providers/src/stripe/verify.ts', 'packages/queue'],
    ['packages/providers/src/stripe/verify.ts', 'packages/providers/simulator'],
    ['apps/ingest/src/main.ts', 'packages/providers/simulator'],
    ['apps/worker/src/main.ts', 'packages/providers/simulator'],
    ['apps/dashboard/src/main.ts', 'packages/providers/simulator'],
    ['packages/queue/src/names.ts', 'packages/db'],
    ['packages/projection/src/index.ts', 'packages/providers'],
    ['packages/testkit/src/services.ts', 'packages/db'],
    ['packages/inspect/src/find/find.ts', 'packages/db'],
    ['apps/ingest/src/main.ts', 'packages/inspect'],
    ['e2e/product/drill/main.ts', 'e2e'],
  ])('%s may not import %s', (file, target) => {
    expect(isAllowed({ file, target })).toBe(false);
  });

  it('sees an import of a simulator, by path and by the name of the package', () => {
    const text = `
      import { simulatorOf } from '@payspool/providers/simulator';
      import { sign } from '../../../packages/providers/src/paypal/simulator/sign.ts';
      import { findProvider } from '@payspool/providers';`;
    const packages = new Map([['@payspool/providers', 'packages/providers']]);
    expect(findImports('apps/ingest/src/main.ts', text, packages).map(({ target }) => target)).toEqual([
      'packages/providers/simulator',
      'packages/providers/simulator',
      'packages/providers',
    ]);
    const within = "import { simulator } from './simulator/index.ts';";
    expect(findImports('packages/providers/src/stripe/verify.ts', within, packages)).toEqual([
      { file: 'packages/providers/src/stripe/verify.ts', target: 'packages/providers/simulator' },
    ]);
  });

  it('sees imports by name, by path, of types, re-exports and dynamic ones', () => {
    const text = `
      import { a } from '@payspool/db';
      import type { b } from '@payspool/ingest';
      export * from '../../../packages/db/src/client.ts';
      const c = await import('@payspool/testkit');
      import './own.ts';
      import pg from 'pg';`;
    const targets = findImports('apps/worker/src/main.ts', text, PACKAGES).map(({ target }) => target);
    expect(targets.toSorted()).toEqual(['apps/ingest', 'packages/db', 'packages/db', 'packages/testkit']);
  });
});
