import { findId, type FoundThing } from '@payspool/inspect';
import { Command } from 'commander';
import { withReader } from '../environment.ts';
import { EXIT } from '../failure.ts';
import { printJson } from '../print.ts';
import { tableLines } from '../table.ts';

export function findCommand(): Command {
  return new Command('find')
    .description(
      "Say what an id names: an event, an order or subscription (by any id of the provider, the merchant's own id, or the customer), a published transition (by its number or idempotency key), or an operation. Exit status 1 if nothing has this id.",
    )
    .argument(
      '<id...>',
      "an id, an address of a provider's dashboard that ends in one, or a line that contains some",
    )
    .option('--json', 'print one JSON object')
    .action((words: string[], { json }: { json?: true }) =>
      withReader(async (reader) => {
        const found = await findId(reader, words.join(' '));
        if (found.things.length === 0) process.exitCode = EXIT.no;
        if (json) return printJson(found);
        if (found.things.length === 0) {
          console.error(`nothing has the id ${found.ids.join(' or ') || words.join(' ')}`);
          console.error(
            'It may not have been received yet, or belong to a purchase whose events came to another installation.',
          );
          return;
        }
        const rows = found.things.map(rowOf);
        for (const line of tableLines(['WHAT', 'ACCOUNT', 'ID', 'STATUS', 'TIME', 'FOUND BY', 'NEXT'], rows))
          console.log(line);
      }),
    );
}

function rowOf(thing: FoundThing): string[] {
  const time = thing.at?.toISOString() ?? '-';
  switch (thing.kind) {
    case 'event':
      return [
        `event ${thing.type}`,
        ownerOf(thing),
        thing.eventKey,
        thing.status,
        time,
        'its key',
        `payspool events show ${quote(thing.eventKey)}${ownerOptions(thing)}`,
      ];
    case 'transition':
      return [
        thing.topic,
        ownerOf(thing),
        thing.ref,
        '',
        time,
        thing.id === String(thing.outboxId) ? 'its number' : 'its idempotency key',
        `payspool reactions show ${thing.outboxId}`,
      ];
    case 'operation':
      return [
        `operation ${thing.name}`,
        '',
        String(thing.operationId),
        thing.status,
        time,
        'its number',
        `payspool operations show ${thing.operationId}`,
      ];
    case 'purchase':
      return [
        'purchase without a row',
        ownerOf(thing),
        thing.ref,
        '',
        time,
        `${thing.by} ${thing.id}`,
        `payspool events list ${quote(`order:${thing.id}`)}`,
      ];
    default:
      return [
        thing.kind,
        ownerOf(thing),
        thing.ref,
        thing.status ?? '',
        time,
        `${thing.by} ${thing.id}`,
        `payspool ${thing.kind}s show ${quote(thing.ref)}${ownerOptions(thing)}`,
      ];
  }
}

interface Owner {
  readonly provider: string;
  readonly account: string;
}

const ownerOf = ({ provider, account }: Owner): string => `${provider}/${account}`;
const ownerOptions = ({ provider, account }: Owner): string =>
  ` --provider ${provider} --account ${quote(account)}`;

/** A word for a shell. */
const quote = (word: string): string =>
  /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
