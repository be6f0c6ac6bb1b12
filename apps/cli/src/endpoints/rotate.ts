import type { ProviderEndpoint } from '@payspool/providers';
import { UsageError } from '../failure.ts';
import { ask } from './api-problem.ts';
import { editEnvFile, readEnvFile } from './env-file.ts';
import { byReplacing } from './rotate-by-replacing.ts';
import { bySecondEndpoint } from './rotate-by-second-endpoint.ts';
import type { Rotating, RotationContext, RotationResult } from './rotation.ts';
import { fingerprintOf, noteIn, type RotationNote, withNote } from './rotation-note.ts';
import { entriesIn, secretSetting, withEntries, withNewEntry } from './secret-list.ts';
import { isSameAddress, leadsTo } from './webhook-url.ts';

/**
 * Changes the secret of an endpoint without losing a delivery, step by step. After any interruption it continues where it was: by the note
 * in the env file, and by what the provider lists.
 *
 * @throws {UsageError | EndpointApiError}
 */
export async function rotate(context: RotationContext): Promise<RotationResult> {
  const { managed, options } = context;
  const { rotation } = managed.api;
  if (rotation.by === 'nothing') throw new UsageError(`${managed.label}: ${rotation.reason}`);
  const setting = secretSetting(managed.account);
  const text = readEnvFile(options.envFile);
  if (entriesIn(text, setting).length === 0)
    throw new UsageError(
      `${setting.variable} is neither in ${options.envFile} nor in the environment: the list must also have the current secret, so run the command with the settings of ingest`,
    );
  const note = noteIn(text, setting.variable);
  if (!note && (options.finish || options.abandon))
    throw new UsageError(`${options.envFile} has no rotation of ${setting.variable} that could be ended`);
  if (note && note.by !== rotation.by)
    throw new UsageError(`${options.envFile} has a rotation of another kind: finish or abandon it first`);
  const all = await ask(managed, 'read', ({ api, access }) => api.list(access));
  const first = note ? undefined : firstOf(all, context);
  const current: RotationNote = note ?? {
    by: rotation.by,
    url: first?.url ?? '',
    first: first?.id ?? '',
    known: all.filter(({ url }) => isSameAddress(url, first?.url ?? '')).map(({ id }) => id),
    startedAt: context.now().toISOString(),
  };
  const rotating: Rotating = {
    ...context,
    rotation,
    setting,
    listed: async () => {
      const found = await ask(managed, 'read', ({ api, access }) => api.list(access));
      return found.filter(({ url }) => isSameAddress(url, current.url));
    },
    write: (changed, secrets) =>
      editEnvFile(options.envFile, (before) => {
        const after =
          secrets === undefined
            ? before
            : 'add' in secrets
              ? withNewEntry(before, setting, secrets.add)
              : withEntries(before, setting, secrets.keep);
        return withNote(after, setting.variable, changed);
      }),
    secrets: ({ fingerprint }) => {
      const entries = entriesIn(readEnvFile(options.envFile), setting);
      const fresh = entries.find((entry) => fingerprintOf(entry) === fingerprint);
      if (fresh === undefined)
        throw new UsageError(
          `the new secret is no longer in ${setting.variable} of ${options.envFile}: run the command with --abandon, and rotate again`,
        );
      return { fresh, others: entries.filter((entry) => entry !== fresh) };
    },
  };
  return rotation.by === 'second_endpoint'
    ? bySecondEndpoint(rotating, current)
    : byReplacing(rotating, current);
}

/** The endpoint to rotate. */
function firstOf(all: readonly ProviderEndpoint[], { managed, options }: RotationContext): ProviderEndpoint {
  const here = all.filter(({ url }) => leadsTo(url, managed.account));
  const chosen =
    options.endpoint === undefined
      ? here.filter(({ isEnabled }) => isEnabled)
      : here.filter(({ id }) => id === options.endpoint);
  const [first, ...others] = chosen;
  if (!first)
    throw new UsageError(
      options.endpoint === undefined
        ? `${managed.label} has no enabled endpoint at the provider: create one with \`payspool endpoints create\``
        : `${managed.label} has no endpoint ${options.endpoint} that leads to it`,
    );
  if (others.length > 0)
    throw new UsageError(
      `${managed.label} has several endpoints (${chosen.map(({ id }) => id).join(', ')}): choose one with --endpoint`,
    );
  return first;
}
