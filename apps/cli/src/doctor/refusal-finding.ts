import type { WriteRefusal } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import { reasonIn } from '../database-failure.ts';
import { failed, type Finding } from './finding.ts';
import { createRedactor } from './redact.ts';

/** The finding for a store that refuses writes: the reason with the store's own message, the remedy, and the consequence until then. */
export function refusalFinding(
  name: string,
  { detail, remedy, error }: WriteRefusal & { readonly error: Error },
  { consequence, env }: { readonly consequence: string; readonly env: Env },
): Finding {
  const answer = createRedactor(env)(reasonIn(error.message)).replace(WHERE_IN_A_SCRIPT, '');
  return failed(name, `${detail} (${answer})`, `${remedy}; ${consequence}`);
}

/** Redis adds the place in its script, `script: 5d3e…, on @user_script:1.`, which does not help here. */
const WHERE_IN_A_SCRIPT = / script: .*$/;
