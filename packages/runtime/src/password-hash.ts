import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MiB and about 200 ms for one password. Source: OWASP Password Storage Cheat Sheet, scrypt. */
const COST = { log2N: 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;

/** `scrypt.15.8.3.<salt>.<key>`: no `$`, which shells and Compose would replace, no `:` and no `,`, which separate users. */
const FORM = /^scrypt\.(\d{1,2})\.(\d{1,2})\.(\d{1,2})\.([\w-]{16,128})\.([\w-]{43})$/;

/** The hash of a password, for settings. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(
    '.',
  );
}

/** Whether a text is a hash of this form whose computation takes at most 256 MiB. */
export const isPasswordHash = (text: string): boolean => read(text) !== undefined;

/**
 * Compares in constant time. Computations run one after the other, so that many logins at once do not need much memory.
 *
 * @throws {TypeError} if `hash` is not a hash
 */
export async function matchesPassword(password: string, hash: string): Promise<boolean> {
  const parts = read(hash);
  if (!parts) throw new TypeError('not a hash of a password');
  return timingSafeEqual(await derive(password, parts.salt, parts.cost), parts.key);
}

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

function read(
  text: string,
): { readonly cost: Cost; readonly salt: Buffer; readonly key: Buffer } | undefined {
  const [, n = '', r = '', p = '', salt = '', key = ''] = FORM.exec(text) ?? [];
  const cost = { log2N: Number(n), r: Number(r), p: Number(p) };
  const isSane = cost.log2N >= 10 && cost.r >= 1 && cost.p >= 1 && cost.p <= 16 && memoryOf(cost) <= 2 ** 28;
  return isSane
    ? { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
    : undefined;
}

/** Source: RFC 7914, section 2: 128 · N · r bytes. */
const memoryOf = ({ log2N, r }: Cost): number => 128 * 2 ** log2N * r;

let turn: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { log2N, r, p } = cost;
  const options = { N: 2 ** log2N, r, p, maxmem: memoryOf(cost) + 2 ** 24 };
  const derived = turn.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
  turn = derived.catch(() => undefined);
  return derived;
}
