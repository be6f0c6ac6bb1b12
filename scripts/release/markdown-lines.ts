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
