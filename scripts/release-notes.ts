import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ReleaseError, releaseNotes } from './release/release-notes.ts';

// `pnpm release:notes v1.2.3 [--repository https://github.com/owner/name]`: prints the section of CHANGELOG.md for the version.
// Exits with 1 if the release cannot be cut: the tag is not the version of package.json, or the section is missing or empty.
// The release workflow runs it on Node 24 without an installation, so it imports nothing but Node's own modules.

const { values, positionals } = parseArgs({
  options: { repository: { type: 'string', default: 'https://github.com/owner/payspool' } },
  allowPositionals: true,
});
const [tag, ...others] = positionals;
if (tag === undefined || others.length > 0) {
  console.error('usage: release:notes <tag> [--repository <address>]');
  process.exit(2);
}
const readRoot = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');
const { version } = JSON.parse(await readRoot('package.json')) as { version: string };
try {
  const changelog = await readRoot('CHANGELOG.md');
  process.stdout.write(releaseNotes({ tag, version, changelog, repository: values.repository }));
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
