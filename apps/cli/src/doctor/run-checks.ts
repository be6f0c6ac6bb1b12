import { sqlStateOf } from '@payspool/db';
import { explainRefusal, parseQueueUrl, QueueUnavailableError, type WriteRefusal } from '@payspool/queue';
import { providers, providerVariables, readSecretText } from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';
import { reasonIn } from '../failure.ts';
import { type Check, failed, type Finding, MissingSettingError, type Deployment } from './check.ts';

/** Time limit of a check in milliseconds; a check without a result by then has failed. */
const CHECK_TIMEOUT_MS = 5000;

/** Runs all checks at once and returns the results in the order of the list. Never rejects: a check that cannot be made has failed. */
export async function runChecks(
  checks: readonly Check[],
  deployment: Deployment,
  timeoutMs: number = CHECK_TIMEOUT_MS,
): Promise<Finding[]> {
  const redact = createRedactor(deployment.env);
  const findings = await Promise.all(checks.map((check) => inTime(check, { deployment, timeoutMs, redact })));
  return findings.flat();
}

async function inTime(
  { name, run }: Check,
  {
    deployment,
    timeoutMs,
    redact,
  }: {
    readonly deployment: Deployment;
    readonly timeoutMs: number;
    readonly redact: (text: string) => string;
  },
): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(
      () => resolve([failed(name, 'no answer', 'check that the server runs and is reachable from here')]),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([run(deployment), late]);
  } catch (error) {
    return [explain(name, error, { deployment, redact })];
  } finally {
    clearTimeout(timer);
  }
}

/** The code for a missing table, in a database that is not migrated. */
const UNDEFINED_TABLE = '42P01';

function explain(
  name: string,
  error: unknown,
  { deployment, redact }: { readonly deployment: Deployment; readonly redact: (text: string) => string },
): Finding {
  if (error instanceof MissingSettingError)
    return failed(name, `not checked: ${error.message}`, `set ${error.variable}`);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (sqlStateOf(error) === UNDEFINED_TABLE || code === 'P2021')
    return failed(name, 'not checked: the tables do not exist', 'run `payspool migrate`');
  return failed(
    name,
    redact(reasonIn(error instanceof Error ? error.message : String(error))) || 'failed',
    remedyFor(error, deployment) ??
      'check that the server runs, is reachable from here, and accepts the user and password',
  );
}

/** The remedy, if the queue's store gave a reason. */
function remedyFor(error: unknown, { settings }: Deployment): string | undefined {
  if (!(error instanceof QueueUnavailableError) || error.reason === 'refused') return undefined;
  return explainRefusal(error.reason, parseQueueUrl(settings.queueUrl()).backend).remedy;
}

/** One line per finding, in columns; the remedy follows an arrow. */
export function renderTable(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.map(({ name, status, found, remedy }) => {
    const line = `${name.padEnd(width)}  ${status.padEnd('warning'.length)}  ${oneLine(found)}`;
    return remedy === undefined ? line : `${line}  → ${oneLine(remedy)}`;
  });
}

/** Removes line ends and control characters, which a terminal would execute, from the messages of servers. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Shorter values may be parts of ordinary words. */
const SHORTEST = 4;
const URLS = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'QUEUE_URL'];

/** Removes passwords of URLs and providers' secrets from the messages of drivers. */
function createRedactor(given: Env): (text: string) => string {
  const { env } = withFiles(given, [...URLS, ...providerVariables(providers)]);
  const words = [
    ...URLS.flatMap((name) => passwordsIn(env[name] ?? '')),
    ...providerVariables(providers)
      .filter((name) => /SECRET|TOKEN|KEY/.test(name))
      .flatMap((name) => wordsIn(env[name] ?? '')),
  ]
    .map((word) => word.trim())
    .filter((word) => word.length >= SHORTEST);
  return (text) => words.reduce((clean, word) => clean.replaceAll(word, '[redacted]'), text);
}

/** The text itself, and each secret of a JSON array; public keys are a list with commas. */
function wordsIn(text: string): string[] {
  const read = readSecretText(text);
  return [text, ...('entries' in read ? read.entries : []), ...text.split(',')];
}

/** Also for a URL that cannot be parsed, such as a list of hosts: everything between the first colon and the last `@`. */
function passwordsIn(url: string): string[] {
  const quoted = /:\/\/[^:@/]*:(.*)@/s.exec(url)?.[1];
  const named = [...url.matchAll(/[?&](?:password|sentinelPassword)=([^&]*)/g)].map(
    ([, value = '']) => value,
  );
  return [...(quoted === undefined ? [] : [quoted]), ...named].flatMap((word) => [word, decode(word)]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The finding for a store that refuses writes: the reason with the store's own message, the remedy, and the consequence until then. */
export function refusalFinding(
  name: string,
  { detail, remedy, error }: WriteRefusal & { readonly error: Error },
  { consequence, env }: { readonly consequence: string; readonly env: Env },
): Finding {
  const answer = createRedactor(env)(reasonIn(error.message)).replace(WHERE_IN_A_SCRIPT, '');
  return failed(name, `${detail} (${answer})`, `${remedy}; ${consequence}`);
}

/** Redis adds the place in its script, `script: 5d3e…, on @user_script:1.`, which does not help here. */
const WHERE_IN_A_SCRIPT = / script: .*$/;
