import { createAccount } from '../traffic/account.ts';
import { stagesOf } from './stage-list.ts';

// A program: CPU of our own code by stage, hot, without any store. The one argument is JSON: body sizes, and how long to run each.

const { bodyBytes, milliseconds } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly bodyBytes: readonly number[];
  readonly milliseconds: number;
};
const account = await createAccount();
const BATCH = 50;

const measured = bodyBytes.flatMap((bytes) =>
  stagesOf({ account, bodyBytes: bytes }).map(({ name, run }) => ({
    stage: name,
    bodyBytes: bytes,
    cpuUs: cpuUsOf(run),
  })),
);
process.stdout.write(JSON.stringify(measured), () => process.exit(0));

/** Microseconds of CPU by call, after as long a warm-up. */
function cpuUsOf(run: (n: number) => unknown): number {
  repeat(run);
  const before = process.cpuUsage();
  const calls = repeat(run);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function repeat(run: (n: number) => unknown): number {
  let calls = 0;
  for (const endsAt = performance.now() + milliseconds; performance.now() < endsAt;)
    for (let batch = 0; batch < BATCH; batch += 1) run(calls++);
  return calls;
}
