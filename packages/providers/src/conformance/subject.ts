import type { Provider } from '../contract/index.ts';
import { loadSimulator, type Simulator } from '../simulator/index.ts';
import { openAccount, type AccountUnderTest } from './account-under-test.ts';
import { fixturesOf, type Fixture } from './fixtures.ts';

/** The time at which the suite's deliveries are signed and read. */
export const NOW = new Date('2026-03-02T12:00:00Z');

/** The provider under test, with an account. */
export interface Subject {
  readonly provider: Provider;
  readonly simulator: Simulator;
  readonly account: AccountUnderTest;
  /** Another account of the same provider. */
  readonly stranger: AccountUnderTest;
  readonly fixtures: readonly Fixture[];
}

export async function subjectOf(provider: Provider): Promise<Subject> {
  const simulator = await loadSimulator(provider.slug);
  const open = async () =>
    openAccount({ provider, simulator, credentials: await simulator.createCredentials({ now: NOW }) });
  const [account, stranger] = [await open(), await open()];
  return { provider, simulator, account, stranger, fixtures: fixturesOf(provider.slug, simulator) };
}
