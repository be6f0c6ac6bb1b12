import type { WriteRefusal } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import { reasonIn } from '../database-failure.ts';
import { failed, type Finding } from './finding.ts';
import { createRedactor } from './redact.ts';

/** A store that takes no writes: the reason in our words and the store's, the remedy, and what follows until then. */
export function refusalFinding(
  name: string,
  { detail, remedy, error }: WriteRefusal & { readonly error: Error },
  { consequence, env }: { readonly consequence: string; readonly env: Env },
): Finding {
  const answer = createRedactor(env)(reasonIn(error.message)).replace(WHERE_IN_A_SCRIPT, '');
  return failed(name, `${detail} (${answer})`, `${remedy}; ${consequence}`);
}

/** Redis says where in which script it was, `script: 5d3e…, on @user_script:1.`, which helps nobody here. */
const WHERE_IN_A_SCRIPT = / script: .*$/;
