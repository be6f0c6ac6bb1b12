import type { Account, ProviderEndpoint, Rotation } from '@payspool/providers';
import type { ManagedAccount } from './managed-account.ts';
import type { RotationNote } from './rotation-note.ts';
import type { ListSetting } from './secret-list.ts';
import type { Evidence } from './stored-deliveries.ts';

/**
 * How far the rotation is after a run. `restart`: ingest must be restarted, and the command run again. `unproven`: no delivery with the
 * new secret was found in time; run it again. `keeping`: all is done but the end, which must wait for the provider's retries.
 */
type RotationState = 'restart' | 'unproven' | 'keeping' | 'finished' | 'abandoned';

export interface RotationResult {
  readonly state: RotationState;
  readonly account: string;
  readonly url: string;
  readonly first: string;
  readonly second?: string | undefined;
  /** The earliest time for `--finish`, if the state is `keeping`. */
  readonly finishAt?: Date;
}

export interface RotationOptions {
  /** The env file that gets the secret, and the note about the rotation. */
  readonly envFile: string;
  /** The endpoint, if several lead to the account. */
  readonly endpoint?: string | undefined;
  /** The operator says that ingest was restarted with the env file. */
  readonly restarted?: boolean | undefined;
  /** Ends the rotation: the first endpoint and its secret are removed. */
  readonly finish?: boolean | undefined;
  /** With `finish`: does not wait until the provider has ended its retries. */
  readonly now?: boolean | undefined;
  /** With `finish`: the operator saw at the provider that deliveries with the new secret are accepted. */
  readonly unproven?: boolean | undefined;
  /** Gives the rotation up: the second endpoint and its secret are removed. */
  readonly abandon?: boolean | undefined;
}

export interface RotationContext {
  readonly managed: ManagedAccount;
  readonly options: RotationOptions;
  readonly now: () => Date;
  /** A new secret, for providers that let the merchant choose it. */
  readonly createSecret: () => string;
  /** Looks for deliveries with the new secret, once or as long as the operator allows. */
  readonly evidence: (question: {
    readonly account: Account;
    readonly key: string;
    readonly secret: string;
    readonly url: string;
    readonly since: Date;
    readonly waits: boolean;
  }) => Promise<Evidence>;
  /** Asks the operator to restart ingest, and resolves with `true` when he says that it is done; `false` if nobody can be asked. */
  readonly confirmRestart: (message: string) => Promise<boolean>;
  /** Prints what was done. */
  readonly say: (line: string) => void;
}

/** What the steps of a rotation share. */
export interface Rotating extends RotationContext {
  readonly rotation: Exclude<Rotation<Account['settings']>, { by: 'nothing' }>;
  readonly setting: ListSetting;
  /** The endpoints with the URL, at the time of the call. */
  readonly listed: () => Promise<readonly ProviderEndpoint[]>;
  /** Writes the note, and with it the secrets, in one step. Without a note the rotation has ended. */
  readonly write: (note: RotationNote | undefined, secrets?: Secrets) => void;
  /** The secrets in the env file: the new one, and the others. @throws {UsageError} if the new one is not there */
  readonly secrets: (note: RotationNote) => { readonly fresh: string; readonly others: readonly string[] };
}

/** A new secret that comes first, or all that remain. */
type Secrets = { readonly add: string } | { readonly keep: readonly string[] };

/** What the operator does before the new secret may be used. */
export const restartMessage = ({ setting, options, managed }: Rotating): string =>
  managed.account.name === 'default'
    ? `restart ingest with ${options.envFile}: it reads its settings at start only, and must know both secrets`
    : `copy the value of ${setting.variable} from ${options.envFile} into ${setting.key} of ${managed.account.name} in ENDPOINTS_FILE, and restart ingest: it must know both secrets`;

const DAY_MS = 86_400_000;

/** When the provider has ended its retries with the earlier secret. */
export const finishTime = ({ rotation }: Rotating, activeAt: string): Date =>
  new Date(Date.parse(activeAt) + rotation.keepDays * DAY_MS);

/** Removes the earlier secret from the env file, if it is certain which one it is, and the note. */
export function dropEarlier(rotating: Rotating, note: RotationNote): void {
  const { write, secrets, say, setting, options } = rotating;
  const { fresh, others } = secrets(note);
  const isCertain = others.length === 1;
  write(undefined, { keep: isCertain ? [fresh] : [fresh, ...others] });
  say(
    isCertain
      ? `${options.envFile}: ${setting.variable} has only the new secret now. Restart ingest once more.`
      : `${options.envFile}: remove the earlier secret from ${setting.variable}, which has ${others.length} others, and restart ingest once more.`,
  );
}
