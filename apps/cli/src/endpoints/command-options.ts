import { randomBytes } from 'node:crypto';
import { type Accounts, outboundFetch, providers } from '@payspool/providers';
import { type Command, Option } from 'commander';
import { commandEnv, configuredAccounts } from '../configured.ts';

const slugs = providers.map(({ slug }) => slug);

/** For a command about every account, or those that are named. */
export const withChoice = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--provider <slug>',
        'accounts of this provider (default: every configured account)',
      ).choices(slugs),
    )
    .option('--account <name>', 'account with this name (`default` is the one that variables configure)')
    .option('--json', 'print one JSON object');

/** For a command about one account. */
export const withAccount = (command: Command): Command =>
  command
    .addOption(
      new Option('--provider <slug>', 'provider of the account').choices(slugs).makeOptionMandatory(),
    )
    .option('--account <name>', 'name of the account (default: the one that variables configure)')
    .option('--json', 'print one JSON object');

/** The option of every command about endpoints. */
export interface Printing {
  readonly json?: true;
}

/** What the commands use outside of the process. */
export const io = { fetch: outboundFetch, now: () => new Date() };

/** The accounts of the environment, also those that cannot verify anything yet. @throws {ConfigError} */
export const knownAccounts = (): Accounts => configuredAccounts(commandEnv(), { requireCredentials: false });

/** 128 random bits, in characters that every form and env file takes. */
export const createSecret = (): string => randomBytes(16).toString('hex');

/** The description of `--write-env`. */
export const WRITE_ENV =
  'env file that gets the secret, newest first in its variable; it must have the mode 0600, and the secret is then not printed';
