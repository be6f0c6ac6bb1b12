import { UsageError } from '../failure.ts';
import { ask } from './api-problem.ts';
import { dropEarlier, finishTime, restartMessage, type Rotating, type RotationResult } from './rotation.ts';
import { fingerprintOf, type RotationNote } from './rotation-note.ts';

/**
 * Rotates by replacing the secret of the endpoint. Ingest must know the new secret before the provider signs with it.
 *
 * 1. Write a new secret before the earlier ones.
 * 2. When ingest was restarted, replace the secret at the provider.
 * 3. Wait for a delivery. If it is refused, none is recorded.
 * 4. Keep the earlier secret until the retries that are signed with it have ended. Then `--finish`.
 */
export async function byReplacing(rotating: Rotating, begun: RotationNote): Promise<RotationResult> {
  const { options, now, say, write, createSecret, confirmRestart, secrets, evidence, managed, setting } =
    rotating;
  if (options.abandon) return abandon(rotating, begun);
  if (options.finish) return finish(rotating, begun);
  let note = begun;
  if (note.fingerprint === undefined) {
    const secret = createSecret();
    note = { ...note, fingerprint: fingerprintOf(secret) };
    write(note, { add: secret });
    say(`a new secret is now in ${options.envFile}`);
  }
  if (note.activeAt === undefined) {
    if (!options.restarted && !(await confirmRestart(restartMessage(rotating))))
      return resultOf(rotating, note, 'restart');
    await replace(rotating, note);
    note = { ...note, activeAt: now().toISOString() };
    write(note);
    say(`${note.first} has the new secret`);
  }
  if (note.provenAt === undefined) {
    const found = await evidence({
      account: managed.account,
      key: setting.key,
      secret: secrets(note).fresh,
      url: note.url,
      since: new Date(note.activeAt ?? note.startedAt),
      waits: true,
    });
    if (found === 'none') {
      say(
        'no delivery has been accepted since. If payspool_deliveries_total counts refused ones, restart ingest with the env file; otherwise run the command again to wait longer.',
      );
      return resultOf(rotating, note, 'unproven');
    }
    if (found === 'proven') {
      note = { ...note, provenAt: now().toISOString() };
      write(note);
    }
    say(
      found === 'proven'
        ? 'a delivery arrived that the new secret verifies'
        : 'a delivery has been accepted since',
    );
  }
  return resultOf(rotating, note, 'keeping');
}

/** Repeating it with the same secret changes nothing, so a run that was killed here repeats it. */
async function replace({ managed, rotation, secrets }: Rotating, note: RotationNote): Promise<void> {
  if (rotation.by !== 'replace_secret') return;
  const secret = secrets(note).fresh;
  await ask(managed, 'change', ({ access }) => rotation.replace(note.first, secret, access));
}

async function finish(rotating: Rotating, note: RotationNote): Promise<RotationResult> {
  const { options, now, say } = rotating;
  if (note.activeAt === undefined)
    throw new UsageError('the new secret is not in use yet: run the command without --finish first');
  const dueAt = finishTime(rotating, note.activeAt);
  if (now() < dueAt && !options.now) {
    say(
      `retries that are signed with the earlier secret may come until ${dueAt.toISOString()}. If it is known to others, add --now; those retries are then refused.`,
    );
    return resultOf(rotating, note, 'keeping');
  }
  dropEarlier(rotating, note);
  return resultOf(rotating, note, 'finished');
}

async function abandon(rotating: Rotating, note: RotationNote): Promise<RotationResult> {
  const { write, secrets, say, options } = rotating;
  if (note.activeAt !== undefined)
    throw new UsageError(
      'the provider already signs with the new secret: use --finish, and rotate again if this one is known to others',
    );
  if (note.fingerprint === undefined) write(undefined);
  else write(undefined, { keep: secrets(note).others });
  say(`the rotation is abandoned; ${options.envFile} has the secrets of before`);
  return resultOf(rotating, note, 'abandoned');
}

function resultOf(rotating: Rotating, note: RotationNote, state: RotationResult['state']): RotationResult {
  const { url, first, activeAt } = note;
  const finishAt = state === 'keeping' && activeAt ? { finishAt: finishTime(rotating, activeAt) } : {};
  return { state, account: rotating.managed.label, url, first, ...finishAt };
}
