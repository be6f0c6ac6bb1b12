import { providers, providerVariables, readAccounts } from '@payspool/providers';
import { readOwnReactions } from '@payspool/reactions/own';
import { demoSecretProblems, type Env, readSettings, releaseOf, withFiles } from '@payspool/runtime';
import { WorkerConfig } from './config.ts';
import { readPriceList } from './reactions/fulfilment/price-list.ts';

/**
 * Reads all settings of the worker from the environment. The worker reads deliveries and does not verify them.
 *
 * @throws {ConfigError} with every problem
 */
export const readWorkerSettings = (env: Env) =>
  readSettings({
    schema: WorkerConfig,
    env,
    variables: providerVariables(providers),
    parts: {
      accounts: readAccounts({ demoSecretProblems, requireCredentials: false }),
      prices: ({ fulfilment, priceListFile }) =>
        fulfilment === 'off' || priceListFile === undefined ? undefined : readPriceList(priceListFile),
      ownReactions: (config, given) =>
        readOwnReactions(config, { env: given, cwd: process.cwd(), withFiles }),
      release: () => releaseOf(env),
    },
  });
