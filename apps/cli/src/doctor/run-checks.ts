import { sqlStateOf } from '@payspool/db';
import { explainRefusal, parseQueueUrl, QueueUnavailableError } from '@payspool/queue';
import { reasonIn } from '../database-failure.ts';
import { createRedactor } from './redact.ts';
import type { Check } from './check.ts';
import { failed, type Finding } from './finding.ts';
import { MissingSettingError } from './missing-setting-error.ts';
import type { Patient } from './patient.ts';

/** Time limit of a check in milliseconds; a check without a result by then has failed. */
const CHECK_TIMEOUT_MS = 5000;

/** Runs all checks at once and returns the results in the order of the list. Never rejects: a check that cannot be made has failed. */
export async function runChecks(
  checks: readonly Check[],
  patient: Patient,
  timeoutMs: number = CHECK_TIMEOUT_MS,
): Promise<Finding[]> {
  const redact = createRedactor(patient.env);
  const findings = await Promise.all(checks.map((check) => inTime(check, { patient, timeoutMs, redact })));
  return findings.flat();
}

async function inTime(
  { name, run }: Check,
  {
    patient,
    timeoutMs,
    redact,
  }: {
    readonly patient: Patient;
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
    return await Promise.race([run(patient), late]);
  } catch (error) {
    return [explain(name, error, { patient, redact })];
  } finally {
    clearTimeout(timer);
  }
}

/** The code for a missing table, in a database that is not migrated. */
const UNDEFINED_TABLE = '42P01';

function explain(
  name: string,
  error: unknown,
  { patient, redact }: { readonly patient: Patient; readonly redact: (text: string) => string },
): Finding {
  if (error instanceof MissingSettingError)
    return failed(name, `not checked: ${error.message}`, `set ${error.variable}`);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (sqlStateOf(error) === UNDEFINED_TABLE || code === 'P2021')
    return failed(name, 'not checked: the tables do not exist', 'run `payspool migrate`');
  return failed(
    name,
    redact(reasonIn(error instanceof Error ? error.message : String(error))) || 'failed',
    remedyFor(error, patient) ??
      'check that the server runs, is reachable from here, and accepts the user and password',
  );
}

/** The remedy, if the queue's store gave a reason. */
function remedyFor(error: unknown, { settings }: Patient): string | undefined {
  if (!(error instanceof QueueUnavailableError) || error.reason === 'refused') return undefined;
  return explainRefusal(error.reason, parseQueueUrl(settings.queueUrl()).backend).remedy;
}
