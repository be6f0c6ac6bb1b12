import { DELIVERIES, REACTIONS, TASKS } from '@payspool/queue';

/** The parts of a job's data that are shown: ids and types. */
const SHOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  [DELIVERIES]: ['provider', 'account', 'eventKey', 'type', 'receivedAt', 'kind'],
  [REACTIONS]: ['v', 'outboxId', 'consumer', 'topic', 'subject'],
  [TASKS]: ['kind', 'provider', 'account', 'merchant'],
};

/** The command that shows more about a job, and the field for its argument. */
const COMMANDS: Readonly<Record<string, { readonly command: string; readonly field: string }>> = {
  [DELIVERIES]: { command: 'payspool events show', field: 'eventKey' },
  [REACTIONS]: { command: 'payspool reactions show', field: 'outboxId' },
};

/** A job's data as the dashboard shows it. Fields that are not listed here are hidden: a body holds personal data. */
export function shownData(queueName: string, data: unknown): Readonly<Record<string, unknown>> {
  const fields = isRecord(data) ? data : {};
  const shown = pick(fields, SHOWN_FIELDS[queueName] ?? []);
  const show = commandFor(queueName, fields);
  return show === undefined ? shown : { show, ...shown };
}

function commandFor(queueName: string, fields: Readonly<Record<string, unknown>>): string | undefined {
  const { command, field } = COMMANDS[queueName] ?? {};
  const id = field === undefined ? undefined : fields[field];
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  return `${command} ${asArgument(String(id))}`;
}

/** Quoted for a shell, because people paste the command and an event key may contain any printable character. */
function asArgument(id: string): string {
  const quoted = /^[\w.:@%+=,/-]+$/.test(id) ? id : `'${id.replaceAll("'", String.raw`'\''`)}'`;
  return id.startsWith('-') ? `-- ${quoted}` : quoted;
}

/** Only text and numbers: a value that should be an id but is not is not shown. */
const pick = (fields: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
