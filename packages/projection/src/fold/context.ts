import type { Money } from '@payspool/events';

/**
 * The settings that decide about access. The defaults grant nothing for money that did not come in, and revoke nothing
 * on a guess.
 */
export interface AccessPolicy {
  /** `ACCESS_ON_PARTIAL_LOSS`: a part of a paid order went back, and the kept money no longer covers the amount due. */
  readonly onPartialLoss: 'keep' | 'revoke';
  /** `ACCESS_WHILE_COLLECTION_PAUSED`: a subscription's invoices are not collected for now. */
  readonly whileCollectionPaused: 'keep' | 'end';
  /**
   * `ACCESS_WHEN_END_UNKNOWN`: billing of a subscription ended, and it is unknown until when it was paid. `end`: access
   * ends with billing. `period`: it ends with the last period that the provider named, paid or not.
   */
  readonly whenEndUnknown: 'end' | 'period';
}

export const DEFAULT_POLICY: AccessPolicy = {
  onPartialLoss: 'keep',
  whileCollectionPaused: 'keep',
  whenEndUnknown: 'end',
};

/** The input of a fold besides the events. */
export interface FoldContext {
  readonly policy: AccessPolicy;
  /**
   * Amounts of succeeded payments of other purchases that share a dispute with this one, by the provider's name. They
   * show whether the total of the dispute is the sum of its payments.
   */
  readonly sharedPayments: ReadonlyMap<string, Money>;
}

export const DEFAULT_CONTEXT: FoldContext = { policy: DEFAULT_POLICY, sharedPayments: new Map() };
