import type { BenchContext } from '../bench-context.ts';
import { type Stretch, startWholeStack } from '../lag/whole-stack.ts';
import { median, quantile } from '../measure/statistics.ts';
import type { LagLevel, Outcome } from '../report/sections.ts';

const SHARES = [0.25, 0.5, 0.75];
/** One event at a time: the interval is much longer than the processing of one event. */
const IDLE_PER_SECOND = 5;
/**
 * Number of waiting jobs at saturation: large enough that every worker always has work, and small enough that ingest does not limit the
 * measurement.
 */
const KEEP_WAITING = 200;
/** A rate that no stack on one machine reaches. */
const MOST_PER_SECOND = 4000;

/**
 * Measures the time from the POST to the commit of the event's row, with ingest, Redis, one worker with the default fulfilment, and
 * Postgres on one machine. Saturation is the commit rate of the stack while jobs are always waiting.
 */
export async function runLagSection(context: BenchContext): Promise<Outcome<'lag'>> {
  const { options, say } = context;
  const { seconds, smoke, rounds } = options;
  const stack = await startWholeStack(context);
  const levels: LagLevel[] = [];
  const saturation: number[] = [];
  const note = (share: number, round: number, wanted: number, stretch: Stretch) => {
    const level = {
      share,
      round,
      wanted,
      sent: stretch.sent,
      committed: stretch.committed,
      p50Ms: median(stretch.lagsMs),
      p99Ms: quantile(stretch.lagsMs, 0.99),
      maxMs: quantile(stretch.lagsMs, 1),
      senderLateP99Ms: stretch.senderLateP99Ms,
    };
    levels.push(level);
    const what = share === 0 ? 'one at a time' : `${share * 100} % of saturation`;
    say(
      `lag · ${what}, round ${round}: p50 ${level.p50Ms.toFixed(1)} ms, p99 ${level.p99Ms.toFixed(1)} ms, ${level.committed} events`,
    );
  };
  const saturate = (lasting: number) =>
    stack.send({
      seconds: lasting,
      keepWaiting: KEEP_WAITING,
      eventsAtMost: smoke ? 60 : MOST_PER_SECOND * lasting,
    });

  if (!smoke) await saturate(seconds); // for the warm-up
  for (let round = 1; round <= Math.min(rounds, 3); round += 1) {
    const idlePerSecond = smoke ? 20 : IDLE_PER_SECOND;
    const idleSeconds = smoke ? 0.5 : Math.max(4, seconds);
    note(
      0,
      round,
      idlePerSecond,
      await stack.send({
        seconds: idleSeconds,
        rate: idlePerSecond,
        eventsAtMost: Math.ceil(idlePerSecond * idleSeconds * 2),
      }),
    );
    const { perSecond } = await saturate(seconds);
    saturation.push(perSecond);
    say(`lag · saturation, round ${round}: ${perSecond.toFixed(0)}/s`);
    for (const share of smoke ? SHARES.slice(1, 2) : SHARES) {
      const rate = Math.max(1, perSecond * share);
      note(
        share,
        round,
        rate,
        await stack.send({ seconds, rate, eventsAtMost: smoke ? 20 : Math.ceil(rate * seconds * 1.5 + 20) }),
      );
    }
  }
  await stack.stop();
  return { saturationPerSecond: saturation, levels };
}
