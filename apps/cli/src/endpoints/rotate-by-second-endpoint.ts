import type { ProviderEndpoint } from '@payspool/providers';
import { UsageError } from '../failure.ts';
import { ask, EndpointApiError } from './api-problem.ts';
import { missingTypes } from './compare-endpoints.ts';
import { dropEarlier, finishTime, restartMessage, type Rotating, type RotationResult } from './rotation.ts';
import { fingerprintOf, type RotationNote } from './rotation-note.ts';

/** The clocks of ingest and of this machine may differ by this much, milliseconds. */
const SKEW_MS = 10 * 60_000;

/**
 * Rotates by a second endpoint with the same URL.
 *
 * 1. Create it, and write its secret before the earlier ones.
 * 2. If the API can enable endpoints, it is disabled until ingest was restarted, so that no delivery is refused. An endpoint is enabled when it
 *    is created, so at first it subscribes to a rare type only. Otherwise the deliveries of the second one are refused until the restart; the
 *    provider retries them, and the first one delivers the same events.
 * 3. Wait for a delivery that the new secret verifies.
 * 4. Keep the first one enabled until its retries have ended: a provider does not retry for a disabled endpoint. Then `--finish`.
 */
export async function bySecondEndpoint(rotating: Rotating, begun: RotationNote): Promise<RotationResult> {
  const { options, now, say, write } = rotating;
  if (options.abandon) return abandon(rotating, begun);
  if (options.finish) return finish(rotating, begun);
  let note = begun;
  if (note.second === undefined) note = await createSecond(rotating, note);
  if (note.activeAt === undefined) {
    const second = await secondOf(rotating, note);
    if (!(await mayActivate(rotating, second))) return resultOf(rotating, note, 'restart');
    await activate(rotating, second);
    note = { ...note, activeAt: now().toISOString() };
    write(note);
    say(
      `${note.second} is enabled: each event comes twice until the rotation is finished, which is harmless`,
    );
  }
  if (note.provenAt === undefined) {
    await ping(rotating, note);
    const evidence = await evidenceOf(rotating, note, true);
    if (evidence === 'proven') {
      note = { ...note, provenAt: now().toISOString() };
      write(note);
      say('a delivery arrived that the new secret verifies');
    } else if (evidence === 'none') {
      say(
        `no delivery arrived that the new secret verifies. Nothing is lost, because ${note.first} still delivers. Was ingest restarted? Run the command again to wait longer.`,
      );
      return resultOf(rotating, note, 'unproven');
    } else say(`deliveries arrive, but their signatures are not stored: ${LOOK}`);
  }
  return resultOf(rotating, note, 'keeping');
}

const LOOK = 'look at the provider whether the deliveries of the second endpoint are answered with 2xx';

const idOf = ({ second = '' }: RotationNote): string => second;

const isQuiet = ({ managed: { api } }: Rotating): boolean => Boolean(api.enable && api.disable);

async function createSecond(rotating: Rotating, begun: RotationNote): Promise<RotationNote> {
  const { managed, listed, write, say, now, createSecret, options } = rotating;
  refuseStranger(rotating, strangers(await listed(), begun));
  // Before the endpoint exists, so that a later run recognises it even if this one is killed now.
  write(begun);
  const { endpoint, value } = await ask(managed, 'change', ({ api, access }) =>
    api.create(
      {
        url: begun.url,
        secret: createSecret(),
        ...(isQuiet(rotating) && api.rareType !== undefined ? { eventTypes: [api.rareType] } : {}),
      },
      access,
    ),
  );
  const note = {
    ...begun,
    second: endpoint.id,
    fingerprint: fingerprintOf(value),
    ...(isQuiet(rotating) ? {} : { activeAt: now().toISOString() }),
  };
  try {
    write(note, { add: value });
  } catch (error) {
    // Nobody has its secret.
    await managed.api.remove?.(endpoint.id, managed.access).catch(() => undefined);
    throw error;
  }
  if (isQuiet(rotating)) {
    await ask(managed, 'change', async ({ api, access }) => api.disable?.(endpoint.id, access));
    say(`created ${endpoint.id}, disabled until ingest knows its secret, which is now in ${options.envFile}`);
  } else {
    say(`created ${endpoint.id}; its secret is now in ${options.envFile}`);
    say(
      `${restartMessage(rotating)}. Until then the deliveries of ${endpoint.id} are refused and retried, and ${begun.first} delivers the same events`,
    );
  }
  return note;
}

/** Endpoints with the URL that did not exist when the rotation began, apart from its own. */
const strangers = (
  listed: readonly ProviderEndpoint[],
  { known, second }: RotationNote,
): readonly ProviderEndpoint[] => listed.filter(({ id }) => !known.includes(id) && id !== second);

function refuseStranger({ managed, options }: Rotating, found: readonly ProviderEndpoint[]): void {
  if (found.length === 0) return;
  throw new UsageError(
    `${managed.label}: ${found.map(({ id }) => id).join(', ')} was created with the same URL after this rotation began, and its secret is not in ${options.envFile}. If an interrupted run created it, run the command with --abandon, which removes it, and rotate again`,
  );
}

async function secondOf({ managed, listed }: Rotating, note: RotationNote): Promise<ProviderEndpoint> {
  const second = (await listed()).find(({ id }) => id === note.second);
  if (second) return second;
  throw new UsageError(
    `${managed.label}: ${note.second} no longer exists at the provider: run the command with --abandon, and rotate again`,
  );
}

/** Whether ingest knows the new secret, by the operator's word. Until then the second endpoint sends nothing. */
async function mayActivate(rotating: Rotating, second: ProviderEndpoint): Promise<boolean> {
  const { managed, options, confirmRestart } = rotating;
  if (options.restarted) return true;
  // The run that created it was killed before it could disable it.
  if (second.isEnabled)
    await ask(managed, 'change', async ({ api, access }) => api.disable?.(second.id, access));
  return confirmRestart(restartMessage(rotating));
}

async function activate({ managed }: Rotating, second: ProviderEndpoint): Promise<void> {
  const missing = missingTypes(second, managed.api.eventTypes);
  if (missing.length > 0)
    await ask(managed, 'change', ({ api, access }) => api.subscribe(second, missing, access));
  await ask(managed, 'change', async ({ api, access }) => api.enable?.(second.id, access));
}

/** Makes the provider send something by the second endpoint. If it cannot, the next event does. */
async function ping({ managed, say }: Rotating, note: RotationNote): Promise<void> {
  if (!managed.api.ping) return;
  try {
    await ask(managed, 'change', async ({ api, access }) => api.ping?.(idOf(note), access));
  } catch (error) {
    if (!(error instanceof EndpointApiError)) throw error;
    say(`the provider sends no test event, so the next event must prove the new secret: ${error.message}`);
  }
}

const evidenceOf = ({ evidence, managed, setting, secrets }: Rotating, note: RotationNote, waits: boolean) =>
  evidence({
    account: managed.account,
    key: setting.key,
    secret: secrets(note).fresh,
    url: note.url,
    // No earlier delivery can have been signed with the new secret.
    since: new Date(Date.parse(note.startedAt) - SKEW_MS),
    waits,
  });

async function finish(rotating: Rotating, note: RotationNote): Promise<RotationResult> {
  const { managed, options, listed, now, say } = rotating;
  if (note.second === undefined || note.activeAt === undefined)
    throw new UsageError('the second endpoint is not in use yet: run the command without --finish first');
  const isProven =
    note.provenAt !== undefined || options.unproven || (await evidenceOf(rotating, note, false)) === 'proven';
  if (!isProven)
    throw new UsageError(
      `no stored delivery is verified by the new secret, so ${note.first} is left as it is: ${LOOK}, and then add --unproven`,
    );
  const dueAt = finishTime(rotating, note.activeAt);
  if (now() < dueAt && !options.now) {
    say(
      `${note.first} may still have deliveries to retry until ${dueAt.toISOString()}. If its secret is known to others, add --now; what it would have retried is then lost, unless a sweep finds it.`,
    );
    return resultOf(rotating, note, 'keeping');
  }
  const found = await listed();
  if (!found.some(({ id, isEnabled }) => id === note.second && isEnabled))
    throw new UsageError(
      `${managed.label}: ${note.second} is not enabled at the provider, so ${note.first} is left as it is`,
    );
  const first = found.find(({ id }) => id === note.first);
  if (first) await retire(rotating, first);
  dropEarlier(rotating, note);
  return resultOf(rotating, note, 'finished');
}

/** Disables and removes an endpoint, as far as the API can. */
async function retire({ managed, say }: Rotating, { id, isEnabled }: ProviderEndpoint): Promise<void> {
  const { api, access } = managed;
  if (isEnabled && api.disable) await ask(managed, 'change', async () => api.disable?.(id, access));
  if (api.remove) await ask(managed, 'change', async () => api.remove?.(id, access));
  say(
    api.remove
      ? `removed ${id}`
      : `remove ${id} at the provider: its API cannot${api.disable ? ', and it is disabled' : ''}`,
  );
}

async function abandon(rotating: Rotating, note: RotationNote): Promise<RotationResult> {
  const { managed, listed, write, secrets, say, options } = rotating;
  const found = await listed();
  if (!found.some(({ id, isEnabled }) => id === note.first && isEnabled))
    throw new UsageError(
      `${managed.label}: ${note.first} is not enabled at the provider, so the second endpoint is needed: use --finish`,
    );
  const doomed =
    note.second === undefined ? strangers(found, note) : found.filter(({ id }) => id === note.second);
  for (const endpoint of doomed) await retire(rotating, endpoint);
  if (note.fingerprint === undefined || isMissing(rotating, note)) write(undefined);
  else write(undefined, { keep: secrets(note).others });
  say(`the rotation is abandoned; ${options.envFile} has the secrets of before`);
  return resultOf(rotating, note, 'abandoned');
}

/** Whether somebody already removed the new secret. */
function isMissing({ secrets }: Rotating, note: RotationNote): boolean {
  try {
    secrets(note);
    return false;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return true;
  }
}

function resultOf(rotating: Rotating, note: RotationNote, state: RotationResult['state']): RotationResult {
  const { managed } = rotating;
  const { url, first, second, activeAt } = note;
  const finishAt = state === 'keeping' && activeAt ? { finishAt: finishTime(rotating, activeAt) } : {};
  return { state, account: managed.label, url, first, second, ...finishAt };
}
