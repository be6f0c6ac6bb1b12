import { amountText, daysUntil, type MoneyOfDay, MOST_DAYS, readMoney } from '@payspool/inspect';
import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { withReader } from '../environment.ts';
import { printJson } from '../print.ts';
import { tableLines } from '../table.ts';

export function moneyCommand(): Command {
  return new Command('money')
    .description(
      'Show what came in, per day (UTC), account and currency, by the time of the provider: succeeded payments, refunds and lost disputes, each with its number, and the net sum.',
    )
    .option('--day [date]', 'the last day; today without it', day)
    .option('--days <n>', 'how many days, the last of which is --day', wholeNumber(1, MOST_DAYS), 1)
    .option('--json', 'print one JSON array; amounts are minor units')
    .action((options: { day?: Date | true; days: number; json?: true }) =>
      withReader(async (reader) => {
        const last = options.day instanceof Date ? options.day : new Date();
        const rows = await readMoney(reader, daysUntil(last, options.days));
        if (options.json) return printJson(rows);
        if (rows.length === 0) return console.error('no payment succeeded, and no money went back');
        for (const line of tableLines(HEADER, rows.map(cells))) console.log(line);
      }),
    );
}

const HEADER = [
  'DAY',
  'ACCOUNT',
  'MODE',
  'CURRENCY',
  'CAME IN',
  '#',
  'REFUNDED',
  '#',
  'CHARGED BACK',
  '#',
  'NET',
];

function cells(row: MoneyOfDay): string[] {
  const text = (amountMinor: bigint): string => amountText({ amountMinor, exponent: row.exponent ?? 0 });
  return [
    row.day,
    `${row.provider}/${row.account}`,
    row.mode ?? '-',
    row.currency ?? '-',
    text(row.paidMinor),
    String(row.payments),
    text(row.refundedMinor),
    String(row.refunds),
    text(row.chargedBackMinor),
    String(row.chargebacks),
    `${text(row.netMinor)}${row.withoutAmount > 0 ? ` (${row.withoutAmount} without a known amount)` : ''}`,
  ];
}

/** Parses an option's value: `2026-01-31`, or `today`. */
function day(text: string): Date {
  if (text === 'today') return new Date();
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)) return time;
  throw new InvalidArgumentError('Expected a day like 2026-01-31.');
}
