import type { Money } from '@payspool/events';

/** What the settings decide about access. Each default grants nothing for money that did not come in, and takes nothing away on a guess. */
export interface AccessPolicy {
  /** `ACCESS_ON_PARTIAL_LOSS`: a part of a paid order went back, and what is kept no longer covers what is due. */
  readonly onPartialLoss: 'keep' | 'revoke';
  /** `ACCESS_WHILE_COLLECTION_PAUSED`: a subscription's invoices are not collected for now. */
  readonly whileCollectionPaused: 'keep' | 'end';
  /**
   * `ACCESS_WHEN_END_UNKNOWN`: billing of a subscription ended, and nothing says until when it was paid. `end`: access ends with
   * billing. `period`: it ends with the period that the provider named last, paid or not.
   */
  readonly whenEndUnknown: 'end' | 'period';
}

export const DEFAULT_POLICY: AccessPolicy = {
  onPartialLoss: 'keep',
  whileCollectionPaused: 'keep',
  whenEndUnknown: 'end',
};

/** What a fold is given beside the events. */
export interface FoldContext {
  readonly policy: AccessPolicy;
  /**
   * Amounts of succeeded payments of other purchases, by the provider's name: of those that share a dispute with this one. They
   * tell whether the total of the dispute is the sum of its payments.
   */
  readonly sharedPayments: ReadonlyMap<string, Money>;
}

export const DEFAULT_CONTEXT: FoldContext = { policy: DEFAULT_POLICY, sharedPayments: new Map() };
