import { pendingMigrations } from '@payspool/db';
import type { Check } from './check.ts';
import { ok } from './finding.ts';

/** Checks the direct connection without the pooler, if one is configured. */
export const directDatabase: Check = {
  name: 'direct database',
  run: async ({ settings }) => {
    const url = settings.databaseDirectUrl();
    if (url === undefined) return [];
    await pendingMigrations(url);
    return [ok('direct database', 'reachable')];
  },
};
