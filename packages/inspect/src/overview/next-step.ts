import { MAX_COUNT, type Waiting, type WaitingKind } from './waiting.ts';

/** What a person does about something that waits. */
export interface NextStep {
  /** The command that shows it. */
  readonly command: string;
  /** The filter of the list that shows it, if there is one: since the oldest of them. */
  readonly filter?: string;
  /** The entry in docs/runbook.md. */
  readonly runbook: string;
}

interface Step extends Pick<NextStep, 'runbook'> {
  /** What it is, for one and for several. */
  readonly one: string;
  readonly several: string;
  readonly command: string;
  /** The terms of a filter, and the key of its time. They are added to the command. */
  readonly terms?: string;
  readonly time?: string;
}

const STEPS: Readonly<Record<WaitingKind, Step>> = {
  failed_events: {
    one: 'event failed',
    several: 'events failed',
    command: 'payspool events list',
    terms: 'status:failed',
    time: 'received',
    runbook: 'payspooleventsfailed',
  },
  failed_reactions: {
    one: 'reaction failed',
    several: 'reactions failed',
    command: 'payspool reactions list --status failed',
    terms: 'status:failed',
    time: 'published',
    runbook: 'payspoolreactionsfailed',
  },
  disabled_consumers: {
    one: 'consumer is disabled',
    several: 'consumers are disabled',
    command: 'payspool reactions enable <consumer>',
    runbook: 'payspoolconsumerdisabled',
  },
  stuck_outbox: {
    one: 'transition has not been sent',
    several: 'transitions have not been sent',
    command: 'payspool doctor',
    runbook: 'payspooloutboxstuck',
  },
  silent_accounts: {
    one: 'account has been silent for longer than ever before',
    several: 'accounts have been silent for longer than ever before',
    command: 'payspool endpoints check',
    runbook: 'payspoolnodeliveries',
  },
  refusals: {
    one: 'delivery was refused, more than usual',
    several: 'deliveries were refused, more than usual',
    command: 'payspool refusals list',
    runbook: 'payspoolbadsignatures',
  },
  queue: {
    one: 'job has waited for long',
    several: 'jobs wait, the next one for long',
    command: 'payspool doctor',
    runbook: 'payspoololdestjobtooold',
  },
  findings: {
    one: 'object differs from the provider',
    several: 'objects differ from the provider',
    command: 'payspool reconcile --help',
    runbook: 'payspooldrift',
  },
  sweeps: {
    one: 'sweep fails or stands still',
    several: 'sweeps fail or stand still',
    command: 'payspool doctor',
    runbook: 'payspoolsweepbehind',
  },
  operations: {
    one: 'operation failed or stands still',
    several: 'operations failed or stand still',
    command: 'payspool operations list',
    runbook: 'payspooloperationfailed',
  },
};

type Asked = Pick<Waiting, 'kind' | 'oldest'> & Partial<Pick<Waiting, 'names'>>;

/** The next step, with a filter that also reaches the oldest of them. */
export function nextStep({ kind, oldest, names = [] }: Asked): NextStep {
  const { command, runbook, terms, time } = STEPS[kind];
  const [only, ...others] = names;
  if (kind === 'disabled_consumers' && only !== undefined && others.length === 0)
    return { command: command.replace('<consumer>', only), runbook };
  if (terms === undefined || time === undefined) return { command, runbook };
  const since = oldest ?? new Date(0);
  const filter = `${terms} ${time}:>${new Date(since.getTime() - MARGIN_MS).toISOString()}`;
  return { command: kind === 'failed_events' ? `${command} '${filter}'` : command, runbook, filter };
}

/** A reaction is queued after its transition was published. */
const MARGIN_MS = 24 * 3_600_000;

/** `3 events failed`, `more than 10,000 reactions failed`. */
export function waitingText({ kind, count, isMore }: Pick<Waiting, 'kind' | 'count' | 'isMore'>): string {
  const { one, several } = STEPS[kind];
  const number = isMore ? `more than ${MAX_COUNT.toLocaleString('en')}` : count.toLocaleString('en');
  return `${number} ${count === 1 ? one : several}`;
}
