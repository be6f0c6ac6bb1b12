import type { Topic } from '@payspool/events';
import { type AccessPolicy, DEFAULT_POLICY } from '../fold/context.ts';

/** What decides beside the events: settings of the deployment, and the clock. */
export interface ProjectionSettings {
  readonly policy: AccessPolicy;
  /** How long publishing waits at most for the merchant's own id of a purchase, milliseconds; 0: it does not wait. */
  readonly merchantRefGraceMs: number;
  /** The time of publishing. Rows do not depend on it. */
  readonly now: () => Date;
  /**
   * Topics that a consumer subscribes to. A transition of another topic is written as finished, since nobody waits for it. Absent where the
   * consumers are not known, as in a command: then a worker's relay decides.
   */
  readonly subscribedTopics?: ReadonlySet<Topic>;
  /** Events from which on the fold of a purchase or subscription stays in memory, in the place of its row; absent: `LONG_FROM`. */
  readonly longFrom?: number;
}

/** The settings of a deployment, as the environment has them. */
interface ConfiguredProjection {
  readonly accessOnPartialLoss: AccessPolicy['onPartialLoss'];
  readonly accessWhileCollectionPaused: AccessPolicy['whileCollectionPaused'];
  readonly accessWhenEndUnknown: AccessPolicy['whenEndUnknown'];
  readonly merchantRefGraceSeconds: number;
}

/** What whoever folds events of a deployment has to be given, be it the worker or a command. */
export const projectionSettings = (
  configured: ConfiguredProjection,
  now: () => Date = () => new Date(),
): ProjectionSettings => ({
  policy: {
    onPartialLoss: configured.accessOnPartialLoss,
    whileCollectionPaused: configured.accessWhileCollectionPaused,
    whenEndUnknown: configured.accessWhenEndUnknown,
  },
  merchantRefGraceMs: configured.merchantRefGraceSeconds * 1000,
  now,
});

export const DEFAULT_SETTINGS: ProjectionSettings = {
  policy: DEFAULT_POLICY,
  merchantRefGraceMs: 0,
  now: () => new Date(),
};
