import { type CallBudget, type EndedCall, watchCalls } from '@payspool/operations';
import type { Account, ProviderIo } from '@payspool/providers';
import { JobPostponedError } from '@payspool/queue';

/**
 * Takes one call of an account's budget to confirm a hint, and resolves with what counts the request. Rejects with `JobPostponedError`,
 * which does not count as an attempt, if there is no call.
 */
export type TakeCall = (account: Account) => Promise<ProviderIo>;

export const createConfirmCalls =
  ({
    budget,
    io,
    onCall,
  }: {
    readonly budget: CallBudget;
    readonly io: ProviderIo;
    readonly onCall?: (call: EndedCall) => void;
  }): TakeCall =>
  async (account) => {
    const waitMs = await budget.take(account, 'confirm');
    if (waitMs > 0)
      throw new JobPostponedError(
        `the budget of calls to ${account.provider.title}'s API is used up`,
        waitMs,
      );
    return watchCalls(io, { account, purpose: 'confirm', budget, onCall });
  };
