import { z } from 'zod';
import type { BenchContext } from '../bench-context.ts';
import { type Outcome, StageCost } from '../report/sections.ts';
import { runProgram } from '../run-program.ts';

/** Measures the CPU time of our own code per event, by stage. */
export async function runStagesSection({ options, say }: BenchContext): Promise<Outcome<'stages'>> {
  const said = await runProgram('bench/src/stages/measure-stages.ts', {
    bodyBytes: options.smoke ? [2048] : [2048, 20_480],
    milliseconds: options.smoke ? 1 : 150,
  });
  const stages = z.array(StageCost).parse(said);
  for (const { stage, bodyBytes, cpuUs } of stages)
    say(`stages · ${stage}, ${bodyBytes} bytes: ${cpuUs.toFixed(1)} µs`);
  return { stages };
}
