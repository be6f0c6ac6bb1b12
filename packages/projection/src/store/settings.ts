import type { Topic } from '@payspool/events';
import { type AccessPolicy, DEFAULT_POLICY } from '../fold/context.ts';

/** What rows and transitions depend on beside the events: settings of the deployment, and the clock. */
export interface ProjectionSettings {
  readonly policy: AccessPolicy;
  /** How long publishing waits for the merchant's own id of a purchase, in milliseconds; 0: it does not wait. */
  readonly merchantRefGraceMs: number;
  /** The clock for publishing. Rows do not depend on it. */
  readonly now: () => Date;
  /**
   * The topics that a consumer subscribes to. A transition of another topic is written as finished. Absent if the consumers are not known,
   * as in a command: then a worker's relay decides.
   */
  readonly subscribedTopics?: ReadonlySet<Topic>;
  /** The number of events from which an aggregate is long; absent: `LONG_FROM`. */
  readonly longFrom?: number;
}

/** The settings of a deployment, as the environment contains them. */
interface ConfiguredProjection {
  readonly accessOnPartialLoss: AccessPolicy['onPartialLoss'];
  readonly accessWhileCollectionPaused: AccessPolicy['whileCollectionPaused'];
  readonly accessWhenEndUnknown: AccessPolicy['whenEndUnknown'];
  readonly merchantRefGraceSeconds: number;
}

/** Derives the settings of the projection from those of a deployment, for the worker and for commands. */
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
