import { type LagOfAccount, MOST_MEASURED, readLag, spanText, type Spread } from '@payspool/inspect';
import { Command } from 'commander';
import { sinceTime } from '../arguments.ts';
import { withReader } from '../environment.ts';
import { printJson } from '../print.ts';
import { tableLines } from '../table.ts';

export function lagCommand(): Command {
  return new Command('lag')
    .description(
      'Show how late deliveries are, per account: from the event until its delivery was received (the provider), and from there until it was applied (Payspool). Half and 95 % of the deliveries took at most the first two times.',
    )
    .option('--since <time>', 'received since: ISO 8601, or 36h, 7d; 24h without it', sinceTime)
    .option('--json', 'print one JSON object; times in milliseconds')
    .action(({ since, json }: { since?: Date; json?: true }) =>
      withReader(async (reader) => {
        const lag = await readLag(reader, { from: since ?? sinceTime('24h'), to: new Date() });
        if (json) return printJson(lag);
        if (lag.accounts.length === 0) return console.error('no account has an event');
        for (const line of tableLines(HEADER, lag.accounts.map(cells))) console.log(line);
        if (lag.isPartial) console.error(`measured by the newest ${MOST_MEASURED} deliveries`);
      }),
    );
}

const HEADER = [
  'ACCOUNT',
  'DELIVERIES',
  'PROVIDER 50 %',
  '95 %',
  'MAX',
  'PAYSPOOL 50 %',
  '95 %',
  'MAX',
  'LAST',
];

const cells = ({ provider, account, deliveries, theirs, ours, lastAt }: LagOfAccount): string[] => [
  `${provider}/${account}`,
  String(deliveries),
  ...spreadCells(theirs),
  ...spreadCells(ours),
  lastAt?.toISOString() ?? 'none since then',
];

const spreadCells = ({ p50Ms, p95Ms, maxMs }: Spread): string[] => [p50Ms, p95Ms, maxMs].map(lagText);

/** Below a second in milliseconds. Clocks that differ make a delay negative. */
function lagText(ms: number | null): string {
  if (ms === null) return '-';
  if (Math.abs(ms) < 1000) return `${Math.round(ms)} ms`;
  return ms < 0 ? `−${spanText(-ms)}` : spanText(ms);
}
