import { DELIVERIES, REACTIONS } from '@payspool/queue';

/** What a job's data may show: ids and types. */
const SHOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  [DELIVERIES]: ['provider', 'account', 'eventKey', 'type', 'receivedAt', 'kind'],
  [REACTIONS]: ['v', 'outboxId', 'consumer', 'topic', 'subject'],
};

/** The command that tells more about a job, and the field that it asks about. */
const COMMANDS: Readonly<Record<string, { readonly command: string; readonly field: string }>> = {
  [DELIVERIES]: { command: 'payspool events show', field: 'eventKey' },
  [REACTIONS]: { command: 'payspool reactions show', field: 'outboxId' },
};

/** A job's data as the board shows it; what is not named here stays in the store unless payloads are asked for. */
export function shownData(
  queueName: string,
  data: unknown,
  { showPayloads }: { readonly showPayloads: boolean },
): Readonly<Record<string, unknown>> {
  const fields = isRecord(data) ? data : {};
  const shown = showPayloads ? fields : pick(fields, SHOWN_FIELDS[queueName] ?? []);
  const show = commandFor(queueName, fields);
  return show === undefined ? shown : { show, ...shown };
}

function commandFor(queueName: string, fields: Readonly<Record<string, unknown>>): string | undefined {
  const { command, field } = COMMANDS[queueName] ?? {};
  const id = field === undefined ? undefined : fields[field];
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  return `${command} ${asArgument(String(id))}`;
}

/** As a shell takes it: somebody will paste it, and an event key may hold any printable character. */
function asArgument(id: string): string {
  const quoted = /^[\w.:@%+=,/-]+$/.test(id) ? id : `'${id.replaceAll("'", String.raw`'\''`)}'`;
  return id.startsWith('-') ? `-- ${quoted}` : quoted;
}

/** Text and numbers only: what should be an id and is not shows nothing. */
const pick = (fields: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
