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
