import { parseArgs } from 'node:util';
import { checkEvents, NO_EVENTS, recordEvents } from './versions/event-record.ts';
import { readRecord, writeRecord, writeSamples } from './versions/files.ts';
import { checkFold, type FoldRecord, NO_FOLDS, recordFold } from './versions/fold-record.ts';
import { eventSamples, eventSchema, STORED_FORMS, type StoredForms } from './versions/stored-forms.ts';
import { checkVersions, recordVersions, type VersionRecord } from './versions/version-record.ts';

// `pnpm check:versions`: checks that stored data stays readable. The schemas of payloads, jobs and canonical events, and the
// results of the fold for the recorded lifecycles, must equal those that are recorded for their versions. `--record` (`pnpm
// versions`) records new ones, with samples. Recorded versions are not changed, unless `--unreleased` says that no release has
// written them. See docs/decisions/019-what-is-stored-stays-readable.md.

const { values } = parseArgs({
  options: { record: { type: 'boolean' }, unreleased: { type: 'boolean' } },
});
const unreleased = values.unreleased ?? false;
const look = values.record
  ? { forms: recordForms, events: recordEventSchema, fold: recordFolds }
  : { forms: checkForms, events: checkEventSchema, fold: checkFolds };

const problems = [
  ...(await Promise.all(STORED_FORMS.map(look.forms))).flat(),
  ...(await look.events()),
  ...(await look.fold()),
];
for (const problem of problems) console.error(problem);
if (problems.length === 0)
  console.log(`versions: everything that is stored is ${values.record ? '' : 'as '}on record`);
process.exit(problems.length === 0 ? 0 : 1);

async function checkForms({ kind, forms }: StoredForms): Promise<readonly string[]> {
  return checkVersions(forms, await readRecord<VersionRecord>(kind, {}));
}

async function recordForms({ kind, forms, samples }: StoredForms): Promise<readonly string[]> {
  const { record, refused } = recordVersions(forms, await readRecord<VersionRecord>(kind, {}), {
    unreleased,
  });
  if (refused.length > 0) return refused;
  await writeRecord(kind, record);
  await writeSamples(kind, forms.format.current, { samples, replace: unreleased });
  return refused;
}

async function checkEventSchema(): Promise<readonly string[]> {
  return checkEvents(eventSchema(), await readRecord('events', NO_EVENTS));
}

async function recordEventSchema(): Promise<readonly string[]> {
  const { record, refused } = recordEvents(eventSchema(), await readRecord('events', NO_EVENTS), {
    unreleased,
  });
  if (refused.length > 0) return refused;
  await writeRecord('events', record);
  await writeSamples('events', record.state, { samples: eventSamples(), replace: unreleased });
  return refused;
}

async function checkFolds(): Promise<readonly string[]> {
  const now = await foldNow();
  return typeof now === 'string' ? [now] : checkFold(now, await readRecord('fold', NO_FOLDS));
}

async function recordFolds(): Promise<readonly string[]> {
  const now = await foldNow();
  if (typeof now === 'string') return [now];
  const { record, refused } = recordFold(now, await readRecord('fold', NO_FOLDS), { unreleased });
  if (refused.length > 0) return refused;
  await writeRecord('fold', record);
  return refused;
}

/** Imported late, because lifecycles whose events do not match their schema fail when they are loaded; the other problems are then still reported. */
async function foldNow(): Promise<FoldRecord | string> {
  try {
    const { foldResults } = await import('./versions/fold-results.ts');
    return foldResults();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `The recorded lifecycles cannot be folded: ${why.replaceAll(/\s+/g, ' ')}`;
  }
}
