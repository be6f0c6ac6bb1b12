import type { DrillStack } from '../drill-stack.ts';
import { appFaults } from './app-faults.ts';
import type { FaultKind } from './fault.ts';
import { storeFaults } from './store-faults.ts';

/** Every kind of fault that is possible with this stack on this machine. */
export function faultKinds({ ingests, workers, stores }: DrillStack): FaultKind[] {
  return [
    ...appFaults(ingests, workers),
    ...stores.flatMap((store, place) => storeFaults(store, place === 0)),
  ];
}
