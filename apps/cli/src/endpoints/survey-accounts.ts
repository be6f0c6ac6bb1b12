import type { Account } from '@payspool/providers';
import { EndpointApiError } from './api-problem.ts';
import { io, knownAccounts } from './command-options.ts';
import {
  type Choice,
  chooseAccounts,
  isManaged,
  labelOf,
  manage,
  type ManagedAccount,
  type UnmanagedAccount,
} from './managed-account.ts';

/** What was done for several accounts. */
export interface Survey<Result> {
  readonly results: readonly Result[];
  readonly notCovered: readonly { readonly account: string; readonly reason: string }[];
  readonly errors: readonly string[];
}

/** Does the same for each account. An account whose API fails does not prevent the others. */
export async function surveyAccounts<Result>(
  choice: Choice,
  work: (managed: ManagedAccount, configured: readonly Account[]) => Promise<Result>,
): Promise<Survey<Result>> {
  const accounts = knownAccounts();
  const all = chooseAccounts(accounts, choice).map((account) => manage(account, io));
  const errors: string[] = [];
  const results = await Promise.all(
    all.filter(isManaged).map(async (managed) => {
      try {
        return [await work(managed, accounts.of(managed.account.provider.slug))];
      } catch (error) {
        if (!(error instanceof EndpointApiError)) throw error;
        errors.push(error.message);
        return [];
      }
    }),
  );
  const unmanaged = all.filter((one): one is UnmanagedAccount => !isManaged(one));
  const notCovered = unmanaged.map(({ account, reason }) => ({ account: labelOf(account), reason }));
  return { results: results.flat(), notCovered, errors };
}

/** Prints the accounts that could not be managed, and on stderr those whose API failed. */
export function printUncovered({ notCovered, errors }: Pick<Survey<unknown>, 'notCovered' | 'errors'>): void {
  for (const { account, reason } of notCovered) console.log(`${account}  not covered: ${reason}`);
  for (const error of errors) console.error(`error: ${error}`);
}
