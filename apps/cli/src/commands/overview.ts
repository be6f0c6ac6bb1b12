import { openReader } from '@payspool/db/reader';
import {
  nextStep,
  type Overview,
  readOverview,
  type Waiting,
  WAITING_KINDS,
  waitingInQueue,
  waitingText,
} from '@payspool/inspect';
import { Command } from 'commander';
import { databaseUrlOf } from '../environment.ts';
import { EXIT } from '../failure.ts';
import { printJson } from '../print.ts';
import { withQueueView } from '../queue-view.ts';

export function overviewCommand(): Command {
  return new Command('overview')
    .description(
      'Show what waits for a person, with the next command for each, and when each account sent its last delivery. Reads the database and the queue. Exit status 3 if something waits: good for cron.',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const now = new Date();
      const { waiting, accounts } = await readAll(now);
      if (json) printJson({ at: now, waiting: waiting.map(withStep), accounts });
      else for (const line of describe({ waiting, accounts }, now)) console.log(line);
      process.exitCode = waiting.length === 0 ? EXIT.good : EXIT.differences;
    });
}

async function readAll(now: Date): Promise<Overview> {
  const { reader, close } = openReader({ url: databaseUrlOf(), applicationName: 'payspool-cli' });
  try {
    const [overview, inQueue] = await Promise.all([
      readOverview(reader, { now }),
      withQueueView(async (view) => {
        const [backlog, refused] = await Promise.all([view.backlog(), view.refusals()]);
        return waitingInQueue({ backlog, refused }, now);
      }),
    ]);
    const waiting = [...overview.waiting, ...inQueue].toSorted((a, b) => rank(a) - rank(b));
    return { ...overview, waiting };
  } finally {
    await close();
  }
}

const rank = ({ kind }: Waiting): number => WAITING_KINDS.indexOf(kind);

const withStep = (waiting: Waiting) => ({
  ...waiting,
  text: waitingText(waiting),
  command: nextStep(waiting).command,
});

function describe({ waiting, accounts }: Overview, now: Date): readonly string[] {
  const todo = waiting.flatMap((one) => {
    const names = one.names.length > 0 ? ` (${one.names.join(', ')})` : '';
    const since = one.oldest ? `, since ${one.oldest.toISOString()}` : '';
    const { command, runbook } = nextStep(one);
    return [`${waitingText(one)}${names}${since}`, `  ${command}   docs/runbook.md#${runbook}`];
  });
  const none = `nothing waits for anybody, ${now.toISOString()}`;
  const known = accounts.map(({ provider, account, mode, delivered, minutes, lagP95Ms }) =>
    [
      `${provider}/${account}`.padEnd(24),
      (mode ?? '-').padEnd(4),
      `last delivery ${delivered?.toISOString() ?? '-'}`,
      `${minutes.reduce((sum, count) => sum + count, 0)} in the last hour`,
      ...(lagP95Ms === null ? [] : [`95 % applied within ${Math.round(lagP95Ms)} ms`]),
    ].join('  '),
  );
  return [...(todo.length === 0 ? [none] : todo), ...(known.length === 0 ? [] : ['', ...known])];
}
