import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { withDatabase } from '../configured.ts';
import {
  createSecret,
  io,
  knownAccounts,
  type Printing,
  withAccount,
  WRITE_ENV,
} from '../endpoints/command-options.ts';
import { type Choice, chooseAccount } from '../endpoints/managed-account.ts';
import { rotate } from '../endpoints/rotate.ts';
import type { RotationContext, RotationOptions, RotationResult } from '../endpoints/rotation.ts';
import { type Evidence, evidenceFinder } from '../endpoints/stored-deliveries.ts';
import { EXIT, UsageError } from '../failure.ts';
import { printJson } from '../print.ts';

interface RotateOptions extends Choice, Printing, Omit<RotationOptions, 'envFile'> {
  readonly writeEnv: string;
  readonly wait: number;
}

export function rotateCommand(): Command {
  return withAccount(
    new Command('rotate').description(
      'Change the secret of an endpoint without losing a delivery, step by step. Each run does what can be done now, says what is next, and continues after any interruption. docs/how-to/rotate-a-secret.md describes the steps.',
    ),
  )
    .requiredOption(
      '--write-env <file>',
      `${WRITE_ENV}. It also has a comment that says how far the rotation is`,
    )
    .option('--endpoint <id>', 'id of the endpoint, if several lead to the account')
    .option('--restarted', 'ingest was restarted with the env file')
    .option(
      '--wait <seconds>',
      'how long to wait for a delivery with the new secret',
      wholeNumber(0, 86_400),
      600,
    )
    .option('--finish', 'end the rotation: remove the first endpoint, and the earlier secret')
    .option('--now', 'with --finish: do not wait until the provider has ended its retries')
    .option(
      '--unproven',
      'with --finish: the provider shows that deliveries with the new secret are accepted',
    )
    .addOption(
      new Option(
        '--abandon',
        'give the rotation up: remove the second endpoint, and the new secret',
      ).conflicts(['finish', 'restarted']),
    )
    .action(async ({ provider, account, json, wait, writeEnv, ...options }: RotateOptions) => {
      if (!options.finish && (options.now || options.unproven))
        throw new UsageError('--now and --unproven belong to --finish');
      const managed = chooseAccount(knownAccounts(), { provider, account }, io);
      const result = await withDatabase(async (db) => {
        // Before anything is changed that the next steps could then not follow.
        await db.$queryRaw`SELECT 1`;
        return rotate({
          managed,
          options: { ...options, envFile: writeEnv },
          now: io.now,
          createSecret,
          evidence: ({ waits, ...question }) => watch(evidenceFinder(db, question), waits ? wait * 1000 : 0),
          confirmRestart: json ? async () => false : confirmRestart,
          say: (line) => (json ? console.error(line) : console.log(line)),
        });
      });
      if (json) printJson(result);
      else console.log(nextStep(result));
      process.exitCode = isDone(result, options) ? EXIT.good : EXIT.no;
    });
}

/** A run with `--finish` that did not finish has not done what it was asked for. */
const isDone = ({ state }: RotationResult, { finish }: Pick<RotationOptions, 'finish'>): boolean =>
  state !== 'unproven' && !(finish && state === 'keeping');

function nextStep({ state, second, finishAt }: RotationResult): string {
  switch (state) {
    case 'restart':
      return 'next: when ingest was restarted, run the command again with --restarted';
    case 'unproven':
      return 'next: run the command again';
    case 'keeping':
      return `next: from ${finishAt?.toISOString()} on, run the command with --finish: it removes ${second === undefined ? 'the earlier secret' : 'the first endpoint and its secret'}`;
    case 'finished':
      return 'the rotation is finished';
    case 'abandoned':
      return 'rotate again whenever you want';
  }
}

/** Asks on a terminal; elsewhere only prints what the operator has to do. */
const confirmRestart: RotationContext['confirmRestart'] = async (message) => {
  console.log(message);
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    await terminal.question(
      'Press Enter when ingest was restarted (Ctrl-C ends; the next run continues here). ',
    );
    return true;
  } finally {
    terminal.close();
  }
};

const POLL_MS = 2000;

async function watch(find: () => Promise<Evidence>, waitMs: number): Promise<Evidence> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const found = await find();
    const left = deadline - performance.now();
    if (found !== 'none' || left <= 0) return found;
    await sleep(Math.min(POLL_MS, left));
  }
}
