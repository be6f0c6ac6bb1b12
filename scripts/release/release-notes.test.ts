import { describe, expect, it } from 'vitest';
import { releaseNotes } from './release-notes.ts';

const CHANGELOG = `# Changelog

How it is written.

## [Unreleased]

- Not part of a release.

## [1.2.3] - 2026-11-27

Upgrade the workers first: see the [glossary](docs/glossary.md).

### Added

- \`payspool doctor\` checks [more](https://example.com/more).

\`\`\`sh
## [1.2.2] - 2026-01-01 in a block of code
\`\`\`

### Fixed

- A [second][Second] one, a [third].

## [1.2.30] - 2026-11-01

- Of another version.

[second]: docs/second.md
[third]: https://example.com/third
[unused]: https://example.com/unused
`;

const notes = (change: Partial<Parameters<typeof releaseNotes>[0]> = {}) =>
  releaseNotes({
    tag: 'v1.2.3',
    version: '1.2.3',
    changelog: CHANGELOG,
    repository: 'https://github.com/acme/payspool',
    ...change,
  });
const withSection = (section: string) => notes({ changelog: `# Changelog\n\n${section}` });

describe('the notes of a release', () => {
  it('are the section of its version, with the definitions of its links', () => {
    expect(notes())
      .toBe(`Upgrade the workers first: see the [glossary](https://github.com/acme/payspool/blob/v1.2.3/docs/glossary.md).

### Added

- \`payspool doctor\` checks [more](https://example.com/more).

\`\`\`sh
## [1.2.2] - 2026-01-01 in a block of code
\`\`\`

### Fixed

- A [second][Second] one, a [third].

[second]: https://github.com/acme/payspool/blob/v1.2.3/docs/second.md
[third]: https://example.com/third
`);
  });

  it('are the same if the changelog has the line ends of Windows', () => {
    expect(notes({ changelog: CHANGELOG.replaceAll('\n', '\r\n') })).toBe(notes());
  });

  it('may be the last section, and of a version before the release', () => {
    const changelog = '## [2.0.0] - 2026-12-02\n\n- Final.\n\n## [2.0.0-rc.1] - 2026-12-01\n\n- Nearly.\n';
    expect(notes({ tag: 'v2.0.0-rc.1', version: '2.0.0-rc.1', changelog })).toBe('- Nearly.\n');
    expect(notes({ tag: 'v2.0.0', version: '2.0.0', changelog })).toBe('- Final.\n');
  });
});

describe('a release is refused', () => {
  const refusal = (code: string) => expect.objectContaining({ name: 'ReleaseError', code });

  it.each([
    '1.2.3',
    'v1.2',
    'v01.2.3',
    'v1.2.3+build',
    'v1.2.3-',
    'v1.2.3; rm -rf /',
    'v',
    'vUnreleased',
    '',
  ])('if its tag is %j', (tag) => {
    expect(() => notes({ tag })).toThrow(refusal('release_tag_invalid'));
  });

  it('if package.json has another version', () => {
    expect(() => notes({ version: '1.2.2' })).toThrow(refusal('release_version_differs'));
    expect(() => notes({ version: '1.2.2' })).toThrow(
      'the tag is v1.2.3, package.json has 1.2.2: set the version in package.json to 1.2.3, or tag v1.2.2',
    );
  });

  it.each([
    ['has no section for it', '## [1.2.30] - 2026-11-27\n\n- New.\n'],
    ['has it only in a block of code', '~~~\n## [1.2.3] - 2026-11-27\n~~~\n\n- New.\n'],
    ['has only unreleased changes', '## [Unreleased]\n\n- New.\n'],
  ])('if the changelog %s', (_what, section) => {
    expect(() => withSection(section)).toThrow(refusal('release_section_missing'));
  });

  it('if the changelog has its section twice', () => {
    const section = '## [1.2.3] - 2026-11-27\n\n- New.\n';
    expect(() => withSection(`${section}\n${section}`)).toThrow(refusal('release_section_repeated'));
  });

  it.each(['', ' - 2026-02-30', ' - today', ' - 2026-11-27 [YANKED]'])(
    'if the heading ends with %j instead of a date',
    (end) => {
      expect(() => withSection(`## [1.2.3]${end}\n\n- New.\n`)).toThrow(refusal('release_section_undated'));
    },
  );

  it.each(['', '### Added\n\n### Fixed\n', '[1.2.3]: https://example.com\n'])(
    'if its section contains only %j',
    (content) => {
      const section = `## [1.2.3] - 2026-11-27\n\n${content}\n## [1.2.2] - 2026-11-01\n\n- Old.\n`;
      expect(() => withSection(section)).toThrow(refusal('release_section_empty'));
    },
  );
});
