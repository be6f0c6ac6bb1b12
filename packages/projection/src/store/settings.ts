import { type AccessPolicy, DEFAULT_POLICY } from '../fold/context.ts';

/** What decides beside the events: settings of the deployment, and the clock. */
export interface ProjectionSettings {
  readonly policy: AccessPolicy;
  /** How long publishing waits at most for the merchant's own id of a purchase, milliseconds; 0: it does not wait. */
  readonly merchantRefGraceMs: number;
  /** The time of publishing. Rows do not depend on it. */
  readonly now: () => Date;
}

export const DEFAULT_SETTINGS: ProjectionSettings = {
  policy: DEFAULT_POLICY,
  merchantRefGraceMs: 0,
  now: () => new Date(),
};
