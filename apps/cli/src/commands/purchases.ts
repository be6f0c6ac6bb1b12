import {
  type Filter,
  type FilteredList,
  listOrders,
  listSubscriptions,
  type Located,
  locatePurchase,
  ORDERS,
  parseFilter,
  type PurchaseKind,
  readPurchase,
  SUBSCRIPTIONS,
} from '@payspool/inspect';
import { Command } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { withReader } from '../environment.ts';
import { EXIT, UsageError } from '../failure.ts';
import { printJson } from '../print.ts';
import {
  ORDER_HEADER,
  orderCells,
  purchaseLines,
  SUBSCRIPTION_HEADER,
  subscriptionCells,
} from '../purchases/describe-purchase.ts';
import { tableLines } from '../table.ts';

export const ordersCommand = (): Command => purchasesCommand('order', ORDERS);
export const subscriptionsCommand = (): Command => purchasesCommand('subscription', SUBSCRIPTIONS);

function purchasesCommand(kind: PurchaseKind, list: FilteredList): Command {
  return new Command(`${kind}s`)
    .description(`List ${kind}s, and show the whole story of one.`)
    .addCommand(listCommand(kind, list))
    .addCommand(showCommand(kind));
}

function listCommand(kind: PurchaseKind, list: FilteredList): Command {
  const keys = Object.entries(list.keys).map(([key, { help }]) => `  ${`${key}:`.padEnd(14)}${help}`);
  return new Command('list')
    .description(
      `List ${kind}s, the one that changed last first. A filter is terms of the form key:value, joined by and: \`${kind}s list status:${kind === 'order' ? 'paid,refunded' : 'past_due'} customer:cus_1 updated:24h\`. Without a time it lists those of the last seven days.`,
    )
    .argument('[filter...]', 'terms, as in the dashboard')
    .option('--limit <n>', `maximum number of ${kind}s`, wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .addHelpText('after', `\nKeys of a filter:\n${keys.join('\n')}`)
    .action((words: string[], { limit, json }: { limit: number; json?: true }) => {
      const filter = parseFilter(list, words.join(' '), new Date());
      return withReader(async (reader) => {
        const { rows, lines, older } = await (kind === 'order' ? listedOrders : listedSubscriptions)(
          reader,
          filter,
          limit,
        );
        if (json) return printJson(rows);
        if (rows.length === 0) return console.error(`no ${kind} matches`);
        for (const line of lines) console.log(line);
        if (older)
          console.error(`there are older ones: use updated:..${older.at.toISOString()}, or a larger --limit`);
      });
    });
}

type Reader = Parameters<typeof listOrders>[0];

async function listedOrders(reader: Reader, filter: Filter, limit: number) {
  const { rows, older } = await listOrders(reader, filter, { limit, isUnlimited: true });
  return { rows, older, lines: tableLines(ORDER_HEADER, rows.map(orderCells)) };
}

async function listedSubscriptions(reader: Reader, filter: Filter, limit: number) {
  const { rows, older } = await listSubscriptions(reader, filter, { limit, isUnlimited: true });
  return { rows, older, lines: tableLines(SUBSCRIPTION_HEADER, rows.map(subscriptionCells)) };
}

interface ShowOptions {
  readonly provider?: string;
  readonly account?: string;
  readonly limit: number;
  readonly json?: true;
}

function showCommand(kind: PurchaseKind): Command {
  return new Command('show')
    .description(
      `Show one ${kind}: its status and the sum that makes it, the access, and its story: every event by the provider's clock with what it meant, what it changed or why it changed nothing, what was published, and what is expected next.`,
    )
    .argument(
      '<id>',
      `the provider's id of the ${kind}, your own id, or any id that leads to it: of a payment, invoice, refund or dispute`,
    )
    .option('--provider <slug>', `provider of the ${kind}, if several have this id`)
    .option('--account <name>', `account of the ${kind}`)
    .option('--limit <n>', 'maximum number of events, the newest', wholeNumber(1, 10_000), 200)
    .option('--json', 'print one JSON object')
    .action((id: string, { limit, json, ...owner }: ShowOptions) =>
      withReader(async (reader) => {
        const found = await locatePurchase(reader, kind, id, owner);
        const [only] = found;
        if (!only) {
          console.error(`no ${kind} has the id ${id}; \`payspool find\` looks for other things`);
          process.exitCode = EXIT.no;
          return;
        }
        if (found.length > 1) throw new UsageError(severalHave(kind, id, found));
        const now = new Date();
        const purchase = await readPurchase(reader, only, { now, limit });
        if (!purchase) return;
        if (json) return printJson(purchase);
        for (const line of purchaseLines(purchase, now)) console.log(line);
      }),
    );
}

const severalHave = (kind: PurchaseKind, id: string, found: readonly Located[]): string =>
  `several ${kind}s have the id ${id}, choose one by its own id, with --provider and --account: ${found
    .map(({ provider, account, ref }) => `${provider}/${account} ${ref}`)
    .join(', ')}`;
