import { createHash, type KeyObject, type X509Certificate } from 'node:crypto';
import { isRecord } from '@payspool/events';
import { tryReadCertificates } from '../certificates/read-pem.ts';
import { issued, outsideValidity } from '../certificates/chain.ts';
import type { ProviderIo } from '../contract/io.ts';
import type { Verify } from '../contract/provider.ts';
import { authentic, refused, type Refused } from '../contract/verdict.ts';
import { APPLE_ROOT, judgeChain, readChain } from './certificate-trust.ts';
import { isSignedBy, isUnsigned, readJws } from './jws.ts';
import { appStoreOf, type AppStore, type Content, NESTED, signedPayloadIn } from './notification.ts';
import type { AppleSettings } from './settings.ts';

const DAY_MS = 86_400_000;
/** How far Apple's clock may be ahead of this one. */
const MAX_AHEAD_MS = 5 * 60_000;
/** Environments in which nothing is signed by the App Store (app-store-server-library-node, models/Environment.ts). */
const UNSIGNED_ENVIRONMENTS: ReadonlySet<unknown> = new Set(['Xcode', 'LocalTesting']);
const ENVIRONMENTS: ReadonlySet<unknown> = new Set(['Production', 'Sandbox']);

/**
 * App Store Server Notifications V2: the body is a JWS, signed by ES256 with a certificate whose chain leads to Apple's root. The
 * transaction and the renewal in it are JWS of the same form, and are verified in the same way.
 */
export function createAppleVerifier({
  settings,
  io,
}: {
  readonly settings: AppleSettings;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify {
  const { bundleIds, maxAgeDays } = settings;
  const read = createJwsReader([APPLE_ROOT, ...(tryReadCertificates(settings.trustAnchors) ?? [])]);
  return ({ body }) => {
    const text = signedPayloadIn(body);
    if (text === undefined) return refused('signature_missing', 'the body has no signedPayload');
    const notification = read(text, 'signedPayload');
    if (isRefused(notification)) return notification;
    const { payload, signedAt } = notification;
    const appStore = appStoreOf(payload);
    const refusal =
      judgeAppStore(appStore, bundleIds) ??
      judgeNested(payload, { appStore, read }) ??
      judgeAge(signedAt, { now: io.now(), maxAgeDays });
    // The time is in the body, where it is read as the time of the event.
    return refusal ?? authentic();
  };
}

interface Verified {
  readonly payload: Content;
  readonly signedAt: Date;
}
/** Verifies a JWS. `name` is where it stands, for the reason of a refusal. */
type ReadSigned = (text: string, name: string) => Verified | Refused;

function createJwsReader(roots: readonly X509Certificate[]): ReadSigned {
  const keyOf = createChainReader(roots);
  return (text, name) => {
    if (isUnsigned(text)) return refused('signature_missing', `${name} has no signature`);
    const jws = readJws(text);
    if (!jws) return refused('signature_malformed', `${name} is not a JWS with a signature of 64 bytes`);
    const { header, payload } = jws;
    // The header is under the sender's control, so it does not choose the algorithm.
    if (header.alg !== 'ES256' || header.crit !== undefined)
      return refused(
        'algorithm_unsupported',
        `${name} is not signed by ES256 alone, the only algorithm accepted`,
      );
    const signedAt = new Date(typeof payload.signedDate === 'number' ? payload.signedDate : Number.NaN);
    if (Number.isNaN(signedAt.getTime()))
      return refused('signature_malformed', `${name} has no signedDate in milliseconds`);
    const key = keyOf(header.x5c, signedAt);
    if (key === undefined)
      return refused('signature_malformed', `${name} has no chain of three certificates in x5c`);
    if (isRefused(key)) return key;
    return isSignedBy(jws, key)
      ? { payload, signedAt }
      : refused('signature_mismatch', `the signature of ${name} was not made over it by its certificate`);
  };
}

/** Apple has one chain at a time; the simulator and an overlap of two chains add others. */
const MOST_KNOWN = 16;

/** Gives the key of a trusted chain. Chains that were trusted are remembered; the time is checked again for each signature. */
function createChainReader(roots: readonly X509Certificate[]) {
  const known = new Map<string, { readonly key: KeyObject; readonly chain: readonly X509Certificate[] }>();
  return (x5c: unknown, at: Date): KeyObject | Refused | undefined => {
    const name = createHash('sha256')
      .update(JSON.stringify(x5c ?? null))
      .digest('base64');
    const remembered = known.get(name);
    if (remembered?.chain.every((certificate) => !outsideValidity(certificate, at))) return remembered.key;
    const chain = readChain(x5c);
    if (!chain) return undefined;
    const refusal = judgeChain(chain, { roots, at });
    if (refusal) return refusal;
    const [leaf, intermediate] = chain;
    const root = roots.filter((candidate) => issued(candidate, intermediate));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, { key: leaf.publicKey, chain: [...chain, ...root] });
    return leaf.publicKey;
  };
}

/** A notification for another developer's app is signed by the same certificate. */
function judgeAppStore(
  { bundleId, environment }: AppStore,
  bundleIds: readonly string[],
): Refused | undefined {
  if (UNSIGNED_ENVIRONMENTS.has(environment))
    return refused('simulator_refused', "it is of Xcode's local environment, in which Apple signs nothing");
  if (!ENVIRONMENTS.has(environment))
    return refused('signature_malformed', 'its environment is neither Production nor Sandbox');
  return typeof bundleId === 'string' && bundleIds.includes(bundleId)
    ? undefined
    : refused(
        'signature_mismatch',
        'the signature is genuine, but for another app: its bundle id is not in APPLE_BUNDLE_IDS',
      );
}

/** The transaction and the renewal in a notification. They must be of the same app (a renewal names none) and environment. */
function judgeNested(
  { data }: Content,
  { appStore, read }: { readonly appStore: AppStore; readonly read: ReadSigned },
): Refused | undefined {
  if (!isRecord(data)) return undefined;
  for (const name of NESTED) {
    const text = data[name];
    if (text === undefined) continue;
    const nested = typeof text === 'string' ? read(text, name) : malformed(name);
    if (isRefused(nested)) return nested;
    const { bundleId = appStore.bundleId, environment } = nested.payload;
    if (bundleId !== appStore.bundleId || environment !== appStore.environment)
      return refused('signature_mismatch', `${name} is of another app or environment than its notification`);
  }
  return undefined;
}

const malformed = (name: string) => refused('signature_malformed', `${name} is not a JWS`);

function judgeAge(
  signedAt: Date,
  { now, maxAgeDays }: { readonly now: Date; readonly maxAgeDays: number },
): Refused | undefined {
  const age = now.getTime() - signedAt.getTime();
  if (age > maxAgeDays * DAY_MS)
    return refused(
      'timestamp_stale',
      `signed ${Math.floor(age / DAY_MS)} days ago, more than the ${maxAgeDays} of APPLE_MAX_AGE_DAYS`,
    );
  if (-age > MAX_AHEAD_MS)
    return refused(
      'timestamp_future',
      `signed ${Math.round(-age / 1000)} s in the future, more than the ${MAX_AHEAD_MS / 1000} s allowed: a clock is wrong`,
    );
  return undefined;
}

const isRefused = (value: object): value is Refused => 'authentic' in value;
