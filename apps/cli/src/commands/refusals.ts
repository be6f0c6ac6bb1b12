import { groupRefusals, type RefusalGroup, type RefusedDelivery } from '@payspool/queue';
import { matchesRefusal, parseFilter, REFUSAL_LIST } from '@payspool/inspect';
import { Command } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { printJson } from '../print.ts';
import { withQueueView } from '../queue-view.ts';

export function refusalsCommand(): Command {
  return new Command('refusals')
    .description('Show deliveries that ingest refused because they were not authentic, and why.')
    .addCommand(listCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description(
      'List the newest refused deliveries (up to 1,000, of the last 30 days): first grouped by account and code, then one by one. They are in the store of the queue (QUEUE_URL), without bodies.',
    )
    .argument('[filter...]', 'terms such as provider:stripe code:signature_mismatch at:24h source:192.0.2.1')
    .option('--limit <n>', 'maximum number of single ones', wholeNumber(1, 1000), 20)
    .option('--json', 'print one JSON object')
    .addHelpText('after', KEYS)
    .action(async (terms: readonly string[], { limit, json }: { limit: number; json?: true }) => {
      const filter = parseFilter(REFUSAL_LIST, terms.join(' '), new Date());
      const all = await withQueueView((view) => view.refusals());
      const refused = all.filter((one) => matchesRefusal(filter, one));
      const groups = groupRefusals(refused);
      if (json) return printJson({ groups, refusals: refused.slice(0, limit) });
      if (refused.length === 0) return console.error('no refused delivery matches');
      for (const group of groups) for (const line of describeGroup(group)) console.log(line);
      console.log('');
      for (const one of refused.slice(0, limit)) for (const line of describeOne(one)) console.log(line);
    });
}

const KEYS = `
Keys of the filter:
${Object.entries(REFUSAL_LIST.keys)
  .map(([name, { help }]) => `  ${name.padEnd(9)} ${help}`)
  .join('\n')}`;

/** `412 × signature_mismatch since …, all of stripe/eu: Was the secret rotated on one side only?`, and below it the reason in words. */
function describeGroup(group: RefusalGroup): readonly string[] {
  const { provider, account, code, count, since, until, sources, guess, newest } = group;
  const from = `${sources} address${sources === 1 ? '' : 'es'}`;
  const head = `${count} × ${code} since ${stamp(since)}, last ${stamp(until)}, all of ${provider}/${account}, from ${from}`;
  return [`${head}${guess === undefined ? '' : `: ${guess}`}`, `  ${newest.why}`];
}

function describeOne(one: RefusedDelivery): readonly string[] {
  const { at, provider, account, code, source, bytes, headers, shown, signedAt, leftOut } = one;
  const facts = [
    stamp(at),
    `${provider}/${account}`,
    code,
    source ?? 'unknown address',
    `${bytes} bytes`,
    ...(signedAt ? [offBy(at.getTime() - signedAt.getTime())] : []),
    ...(leftOut > 0 ? [`${leftOut} more before it`] : []),
  ];
  const values = Object.entries(shown).map(([name, value]) => `${name}: ${value}`);
  return [facts.join('  '), `  headers ${headers.join(', ')}`, ...values.map((value) => `  ${value}`)];
}

const offBy = (ms: number): string =>
  `signed ${Math.round(Math.abs(ms) / 1000)} s ${ms < 0 ? 'after' : 'before'}`;

const stamp = (time: Date): string => time.toISOString();
