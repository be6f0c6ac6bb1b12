import type { Provider } from '../contract/index.ts';
import { openAccount, type AccountUnderTest } from './account-under-test.ts';
import { fixturesOf, type Fixture } from './fixtures.ts';

/** The time at which the suite's deliveries are signed and read. */
export const NOW = new Date('2026-03-02T12:00:00Z');

/** The provider under test, with an account. */
export interface Subject {
  readonly provider: Provider;
  readonly account: AccountUnderTest;
  /** Another account of the same provider. */
  readonly stranger: AccountUnderTest;
  readonly fixtures: readonly Fixture[];
}

export async function subjectOf(provider: Provider): Promise<Subject> {
  const open = async () =>
    openAccount({ provider, credentials: await provider.simulator.createCredentials({ now: NOW }) });
  return { provider, account: await open(), stranger: await open(), fixtures: fixturesOf(provider.slug) };
}
