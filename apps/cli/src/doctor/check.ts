import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** One thing to look at. Rejects when it cannot be looked at, which is a failure too. */
export interface Check {
  readonly name: string;
  readonly run: (patient: Patient) => Promise<readonly Finding[]>;
}
