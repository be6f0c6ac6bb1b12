import { type Finding, UNREADABLE } from './queue-audit.ts';

/** The queue can lose acknowledged jobs although the settings require a durable queue. Exit status 2. */
export class UnsafeQueueError extends Error {
  readonly code = 'queue_not_durable';
  override readonly name = 'UnsafeQueueError';
  /** For the report of configuration errors: one sentence for each setting, with its value and the remedy. */
  readonly problems: readonly string[];

  constructor(weaknesses: readonly Finding[]) {
    const problems = [...weaknesses.map(explain), WAY_OUT];
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const WAY_OUT =
  'on such a queue a delivery can be lost after it was acknowledged: NODE_ENV=production refuses it, unless ALLOW_UNSAFE_QUEUE=true accepts the loss';

const explain = ({ setting, value, wanted }: Finding): string =>
  value === UNREADABLE
    ? `QUEUE_URL: the server does not say what ${setting} is: let this user read it (CONFIG GET, INFO), or vouch for its persistence with QUEUE_DURABILITY=declared`
    : `QUEUE_URL: ${setting} is ${value}, and has to be ${wanted}: set \`${setting} ${wanted}\` in the server's configuration`;
