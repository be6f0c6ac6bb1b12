import { providers, providerVariables, readAccounts } from '@payspool/providers';
import { readOwnReactions } from '@payspool/reactions/own';
import { demoSecretProblems, type Env, readSettings, withFiles } from '@payspool/runtime';
import { WorkerConfig } from './config.ts';
import { readPriceList } from './reactions/fulfilment/price-list.ts';

/**
 * Everything that an environment says to the worker, which reads deliveries, and has no need to verify them.
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
    },
  });
