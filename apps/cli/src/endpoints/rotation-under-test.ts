import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EndpointApi,
  type Provider,
  type ProviderEndpoint,
  type Rotation,
  stripe,
} from '@payspool/providers';
import { onTestFinished } from 'vitest';
import { UsageError } from '../failure.ts';
import { isManaged, manage } from './managed-account.ts';
import { rotate } from './rotate.ts';
import type { RotationContext, RotationOptions } from './rotation.ts';
import type { Evidence } from './stored-deliveries.ts';

const URL_OF_ALL = 'https://pay.example.com/webhooks/stripe';
const DAY_MS = 86_400_000;
export const TYPES = ['charge.expired', 'charge.succeeded'];

interface AtProvider extends ProviderEndpoint {
  readonly secret: string;
}

/** The run is killed at this point: nothing after it happens, as after SIGKILL. */
class KilledError extends Error {}

/** A provider's API, a deployment with an env file, and an operator who rotates a secret. */
export function openRotation({
  by = 'second_endpoint',
  canEnable = true,
  canRemove = true,
}: {
  readonly by?: 'second_endpoint' | 'replace_secret';
  readonly canEnable?: boolean;
  readonly canRemove?: boolean;
} = {}) {
  const endpoints = new Map<string, AtProvider>();
  const calls: string[] = [];
  let kill: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
  let sinceStart = 0;
  let made = 0;
  let now = Date.parse('2026-03-02T12:00:00Z');
  let evidence: Evidence = 'none';

  const add = (endpoint: Partial<AtProvider> = {}) => {
    made += 1;
    const whole = {
      id: `we_${made}`,
      url: URL_OF_ALL,
      isEnabled: true,
      eventTypes: TYPES,
      secret: `whsec_ofEndpoint${made}xxxxxxxx`,
      ...endpoint,
    };
    endpoints.set(whole.id, whole);
    return whole;
  };
  /** One call of the API. A kill after it means that the provider did it, and that its answer was lost. */
  const call = async <Answer>(name: string, work: () => Answer): Promise<Answer> => {
    sinceStart += 1;
    if (kill?.at === sinceStart && kill.when === 'before') throw new KilledError(name);
    calls.push(name);
    const answer = work();
    if (kill?.at === sinceStart) throw new KilledError(name);
    return answer;
  };
  const set = (id: string, change: Partial<AtProvider>) => {
    const endpoint = endpoints.get(id);
    if (endpoint) endpoints.set(id, { ...endpoint, ...change });
  };
  const rotation: Rotation =
    by === 'second_endpoint'
      ? { by, keepDays: 3 }
      : { by, keepDays: 15, replace: (id, secret) => call('replace', () => set(id, { secret })) };
  const api: EndpointApi<never> = {
    eventTypes: TYPES,
    rareType: 'charge.expired',
    list: () =>
      call('list', () => [...endpoints.values()].map(({ secret: _secret, ...endpoint }) => endpoint)),
    create: ({ url, eventTypes = TYPES }) =>
      call('create', () => {
        const { secret, ...endpoint } = add({ url, eventTypes });
        return { endpoint, setting: 'webhookSecrets', value: secret, isSecret: true };
      }),
    subscribe: ({ id, eventTypes }, added) =>
      call(`subscribe ${id}`, () =>
        set(id, { eventTypes: [...(eventTypes === 'all' ? [] : eventTypes), ...added] }),
      ),
    disable: (id) => call(`disable ${id}`, () => set(id, { isEnabled: false })),
    ...(canEnable && { enable: (id: string) => call(`enable ${id}`, () => set(id, { isEnabled: true })) }),
    ...(canRemove && { remove: (id: string) => call(`remove ${id}`, () => void endpoints.delete(id)) }),
    rotation,
  };
  const first = add();
  const dir = mkdtempSync(join(tmpdir(), 'payspool-rotate-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const envFile = join(dir, '.env');
  writeFileSync(envFile, `STRIPE_WEBHOOK_SECRETS=${first.secret}\n`, { mode: 0o600 });
  const provider = { ...(stripe as unknown as Provider), endpoints: api as unknown as EndpointApi<object> };
  const settings = stripe.settings.parse({ webhookSecrets: first.secret, apiKey: 'rk_test_1' });
  const managed = manage(
    { provider, name: 'default', mode: 'test', settings },
    { now: () => new Date(now), fetch: () => Promise.reject(new Error('no network in this test')) },
  );
  if (!isManaged(managed)) throw new Error(managed.reason);

  const said: string[] = [];
  const context = (options: Omit<RotationOptions, 'envFile'>): RotationContext => ({
    managed,
    options: { ...options, envFile },
    now: () => new Date(now),
    createSecret: () => 'a-new-secret-of-32-characters-xx',
    evidence: async () => evidence,
    confirmRestart: async () => false,
    say: (line) => void said.push(line),
  });
  const secrets = (): readonly string[] => {
    const value = /^STRIPE_WEBHOOK_SECRETS=(.*)$/m.exec(readFileSync(envFile, 'utf8'))?.[1] ?? '';
    return value.startsWith('[') ? (JSON.parse(value) as string[]) : [value];
  };
  return {
    first,
    add,
    set,
    calls,
    said,
    secrets,
    envFile,
    text: () => readFileSync(envFile, 'utf8'),
    all: () => [...endpoints.values()],
    remove: (id: string) => endpoints.delete(id),
    proves: (found: Evidence) => (evidence = found),
    passDays: (days: number) => (now += days * DAY_MS),
    /** One run of the command. */
    run: (options: Omit<RotationOptions, 'envFile'> = {}) => {
      [sinceStart, kill] = [0, undefined];
      return rotate(context(options));
    },
    /** One run that is killed at its nth call; `undefined` if it has fewer. */
    runKilled: async (options: Omit<RotationOptions, 'envFile'>, killed: NonNullable<typeof kill>) => {
      [sinceStart, kill] = [0, killed];
      try {
        await rotate(context(options));
        return sinceStart >= killed.at;
      } catch (error) {
        if (error instanceof KilledError) return true;
        throw error;
      }
    },
    /** As an operator does it: restart ingest when it is demanded, abandon when it is demanded, until nothing is left to do. */
    async untilKeeping() {
      for (let runs = 0; runs < 6; runs += 1) {
        [sinceStart, kill] = [0, undefined];
        try {
          const { state } = await rotate(context({ restarted: runs > 0 }));
          if (state === 'keeping') return;
        } catch (error) {
          if (!(error instanceof UsageError) || !error.message.includes('--abandon')) throw error;
          await rotate(context({ abandon: true }));
        }
      }
      throw new Error('the rotation does not get ahead');
    },
  };
}
