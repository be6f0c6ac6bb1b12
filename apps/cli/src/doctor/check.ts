import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** One check. Rejects if the check cannot be made, which also counts as failed. */
export interface Check {
  readonly name: string;
  readonly run: (patient: Patient) => Promise<readonly Finding[]>;
}
