import { isInScope, type Scope } from '@payspool/inspect';
import { publishesBy } from '@payspool/operations/request';
import { z } from 'zod';
import { hasRight, type Right, type User } from '../../access/user.ts';

export interface AskedOperation {
  readonly kind: string;
  readonly params: unknown;
  readonly isRehearsal: boolean;
}

export type Mode = 'live' | 'test';

/** With more things than this in live mode, the number must be typed. */
const MANY = 100;

const Params = z
  .object({
    react: z.unknown(),
    order: z.string(),
    provider: z.string(),
    account: z.string(),
    action: z.string(),
  })
  .partial();

/** The right that an operation requires. */
export function rightFor({ kind, params, isRehearsal }: AskedOperation, mode: Mode): Right {
  if (kind === 'backfill' || kind === 'erase') return 'administer';
  if (isRehearsal) return 'operate';
  const { order } = Params.safeParse(params).data ?? {};
  if (kind === 'rebuild' && order === undefined) return 'administer';
  if (kind === 'react') return mode === 'live' ? 'administer' : 'operate';
  return publishesBy(kind, params) && mode === 'live' ? 'administer' : 'operate';
}

/** Why the user may not ask for this operation; `undefined` if the user may. The message is for that user. */
export function whyNot(asked: AskedOperation, user: User, mode: Mode): string | undefined {
  const right = rightFor(asked, mode);
  if (!hasRight(user, right)) return `Your account has the role "${user.role}", which does not include this.`;
  return user.scope === 'all' ? undefined : outOfScope(asked, user.scope);
}

/** Retries and replays carry the scope of the user with them. The others must name an account of it. */
function outOfScope({ kind, params }: AskedOperation, scope: Scope): string | undefined {
  const { provider, account, action } = Params.safeParse(params).data ?? {};
  if (kind === 'retry' || kind === 'replay') return undefined;
  if (kind === 'react')
    return action === 'enable' || action === 'disable'
      ? 'A consumer serves every account, and you may only act on some of them.'
      : undefined;
  if (provider === undefined || account === undefined)
    return 'Name the provider and the account: you may only act on some of them.';
  return isInScope(scope, { provider, account })
    ? undefined
    : `You may not act on the account ${provider}/${account}.`;
}

/**
 * The number that must be typed before this is carried out: what consumers or customers see, and what concerns more than 100 things in
 * live mode. `undefined` if a click is enough.
 */
export function numberToType(
  {
    id,
    kind,
    params,
    total,
  }: Omit<AskedOperation, 'isRehearsal'> & {
    readonly id: bigint;
    /** Null if it is not known; then the number of the operation is typed. */
    readonly total: bigint | null;
  },
  mode: Mode,
): bigint | undefined {
  const isMuch = mode === 'live' && (total === null || total > MANY);
  return publishesBy(kind, params) || kind === 'erase' || isMuch ? (total ?? id) : undefined;
}
