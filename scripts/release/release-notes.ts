/** A semantic version without build metadata: a tag of an image cannot contain `+`. Source: semver.org, rules 2 and 9. */
const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-z-][\da-z-]*)(\.(0|[1-9]\d*|\d*[a-z-][\da-z-]*))*)?$/i;

interface Release {
  /** The tag of git, such as `v1.2.3`. */
  readonly tag: string;
  /** The version of package.json. */
  readonly version: string;
  /** The text of CHANGELOG.md, in the form of keepachangelog.com 1.1.0. */
  readonly changelog: string;
  /** The address of the repository, such as `https://github.com/owner/name`. Relative links of the changelog start there. */
  readonly repository: string;
}

/**
 * The text of a release: the section of the changelog for its version, without the heading. Relative links become absolute,
 * because the page of a release is not in the folder of the changelog.
 *
 * @throws {ReleaseError} if the tag is not a version, differs from package.json, or has no complete section in the changelog
 */
export function releaseNotes({ tag, version, changelog, repository }: Release): string {
  const wanted = tag.startsWith('v') ? tag.slice(1) : '';
  if (!VERSION.test(wanted)) {
    throw new ReleaseError('release_tag_invalid', `the tag ${tag} is not "v" and a version such as v1.2.3`);
  }
  if (wanted !== version) {
    const fix = `set the version in package.json to ${wanted}, or tag v${version}`;
    throw new ReleaseError(
      'release_version_differs',
      `the tag is ${tag}, package.json has ${version}: ${fix}`,
    );
  }
  const section = sectionOf(changelog, version);
  return `${absoluteLinks(section, { repository, tag, page: 'CHANGELOG.md' })}\n`;
}

function sectionOf(changelog: string, version: string): string {
  const lines = linesOf(changelog);
  const startsWith = (prefix: string) => (line: (typeof lines)[number]) =>
    !line.isCode && line.text.startsWith(prefix);
  const heading = `## [${version}]`;
  const [found, ...others] = lines.filter(startsWith(heading));
  const expected = `CHANGELOG.md needs the heading "${heading} - YYYY-MM-DD"`;
  if (!found) throw new ReleaseError('release_section_missing', `${expected}, with what changed below it`);
  if (others.length > 0) {
    throw new ReleaseError('release_section_repeated', `CHANGELOG.md has ${heading} more than once`);
  }
  if (!isDated(found.text.slice(heading.length))) throw new ReleaseError('release_section_undated', expected);

  const rest = lines.slice(lines.indexOf(found) + 1);
  const end = rest.findIndex((line) => startsWith('# ')(line) || startsWith('## ')(line));
  const section = end === -1 ? rest : rest.slice(0, end);
  const body = section.filter((line) => !isDefinition(line));
  if (!body.some(({ text, isCode }) => isCode || (text.trim() !== '' && !/^#{3,6} /.test(text)))) {
    throw new ReleaseError('release_section_empty', `the section ${heading} of CHANGELOG.md is empty`);
  }
  const text = body
    .map((line) => line.text)
    .join('\n')
    .trim();
  const used = lines.filter((line) => isDefinition(line) && text.toLowerCase().includes(labelOf(line.text)));
  return used.length === 0 ? text : `${text}\n\n${used.map((line) => line.text).join('\n')}`;
}

/** Whether the end of a heading is a date that exists. */
function isDated(end: string): boolean {
  const [, day] = /^ - (\d{4}-\d{2}-\d{2})\s*$/.exec(end) ?? [];
  const date = new Date(`${day ?? ''}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

/** A definition of a link, `[label]: address`. The definitions of a changelog often are at its end, for all sections. */
const DEFINITION = /^ {0,3}(\[[^\]^][^\]]*\]):\s*\S/;
const isDefinition = ({ text, isCode }: { text: string; isCode: boolean }) =>
  !isCode && DEFINITION.test(text);
const labelOf = (definition: string) => DEFINITION.exec(definition)?.[1]?.toLowerCase() ?? '';

interface Page {
  /** The address of the repository, such as `https://github.com/owner/name`. */
  readonly repository: string;
  /** The tag of git whose files the links lead to. */
  readonly tag: string;
  /** The path of the page that contains the text, from the root of the repository. */
  readonly page: string;
}

/** Code, which stays as it is; the address of an image or a link; the address of a definition. */
const PARTS =
  /^ {0,3}(?<fence>`{3,}|~{3,})[^]*?(?:^ {0,3}\k<fence>[`~]*[ \t]*$|$(?![^]))|(?<!`)(?<ticks>`+)(?!`)[^]*?(?<!`)\k<ticks>(?!`)|(?<before>(?<image>!\[[^\]\n]*)?\]\(\s*<?|^ {0,3}\[[^\]^][^\]\n]*\]:[ \t]*<?)(?<address>[^\s<>)]+)/gm;

/**
 * A Markdown text with absolute addresses: those of links as GitHub's page of the file at the tag, those of images as the
 * file itself. Absolute addresses and code do not change.
 */
export function absoluteLinks(markdown: string, { repository, tag, page }: Page): string {
  return markdown.replaceAll(PARTS, (whole: string, ...rest: unknown[]) => {
    const { before, image, address } = rest.at(-1) as Partial<Record<string, string>>;
    if (before === undefined || address === undefined || isAbsolute(address)) return whole;
    const base = `${repository}/${image === undefined ? 'blob' : 'raw'}/${tag}/`;
    const url = address.startsWith('/')
      ? `${base}${address.slice(1)}`
      : new URL(address, `${base}${page}`).href;
    return `${before}${url}`;
  });
}

const isAbsolute = (address: string) => /^([a-z][\d+.a-z-]*:|\/\/)/i.test(address);

interface MarkdownLine {
  readonly text: string;
  /** Whether the line belongs to a fenced block of code: a `#` in it does not begin a heading. */
  readonly isCode: boolean;
}

/** The lines of a Markdown text, without their line ends. Source for fences: spec.commonmark.org, 4.5. */
export function linesOf(markdown: string): readonly MarkdownLine[] {
  let open: string | undefined;
  return markdown.split(/\r?\n/).map((text) => {
    const [, fence, after = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (open === undefined) {
      open = fence;
      return { text, isCode: fence !== undefined };
    }
    if (fence?.startsWith(open) && after.trim() === '') open = undefined;
    return { text, isCode: true };
  });
}

type ReleaseErrorCode =
  | 'release_tag_invalid'
  | 'release_version_differs'
  | 'release_section_missing'
  | 'release_section_repeated'
  | 'release_section_undated'
  | 'release_section_empty';

/** A release that cannot be cut. The message says how to repair it. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
  readonly code: ReleaseErrorCode;

  constructor(code: ReleaseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
