import { writeFile } from 'node:fs/promises';
import { waitFor } from '@payspool/testkit';
import type { CrashPoint } from '../crash-points.ts';
import type { DrilledWorker } from '../drill-stack.ts';
import type { SupervisedApp } from '../supervised-app.ts';
import type { FaultKind } from './fault.ts';

/** How long to wait for a commit of a worker, in milliseconds; it may have no work or no database. */
const CRASH_WITHIN_MS = 60_000;

export function appFaults(ingests: readonly SupervisedApp[], workers: readonly DrilledWorker[]): FaultKind[] {
  return [
    { name: 'ingest is killed', victims: ingests.map(killed) },
    { name: 'worker is killed', victims: workers.map(killed) },
    { name: 'worker dies before it writes', victims: workers.map(crashing('before-write')) },
    { name: 'worker dies before its commit', victims: workers.map(crashing('before-commit')) },
    { name: 'worker dies after its commit', victims: workers.map(crashing('after-commit')) },
  ];
}

const killed = (app: SupervisedApp) => ({ label: app.label, inject: app.kill });

const crashing = (point: CrashPoint) => (worker: DrilledWorker) => ({
  label: worker.label,
  inject: async () => {
    const before = worker.kills();
    await writeFile(worker.crashFile, point);
    await waitFor(() => worker.kills() > before, {
      timeoutMs: CRASH_WITHIN_MS,
      what: `${worker.label} dies at a commit`,
    });
  },
});
