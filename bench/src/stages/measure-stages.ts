import { median } from '../measure/statistics.ts';
import { createAccount } from '../traffic/deliveries.ts';
import { stagesOf } from './stage-list.ts';

// A program: measures the CPU time of our own code by stage, warmed up and without any store. Its only argument is JSON: body sizes, and
// the duration of each.

const { bodyBytes, milliseconds } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly bodyBytes: readonly number[];
  readonly milliseconds: number;
};
const account = await createAccount();
const BATCH = 50;

const ROUNDS = 5;

// Interleaved like all measurements: first a warm-up round, then medians.
const stages = bodyBytes.flatMap((bytes) =>
  stagesOf({ account, bodyBytes: bytes }).map((stage) => ({ ...stage, bytes, rounds: [] as number[] })),
);
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const { run, rounds } of stages) {
    const cpuUs = cpuUsOf(run);
    if (round > 0) rounds.push(cpuUs);
  }
}
const measured = stages.map(({ name, bytes, rounds }) => ({
  stage: name,
  bodyBytes: bytes,
  cpuUs: median(rounds),
}));
process.stdout.write(JSON.stringify(measured), () => process.exit(0));

/** Microseconds of CPU time per call. */
function cpuUsOf(run: (n: number) => unknown): number {
  let calls = 0;
  const before = process.cpuUsage();
  for (const endsAt = performance.now() + milliseconds; performance.now() < endsAt;)
    for (let batch = 0; batch < BATCH; batch += 1) run(calls++);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
