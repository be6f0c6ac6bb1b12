/** How a comment begins and ends in a file, by the end of its name. */
const COMMENTS: Readonly<Record<string, readonly [string, string]>> = {
  md: ['<!-- ', ' -->'],
  yml: ['# ', ''],
  yaml: ['# ', ''],
};

/**
 * The text of a file with other lines between the markers of each block: `# generated: <name>` and `# end of <name>`, in the
 * file's own comments. The lines get the indentation of the marker.
 *
 * @throws {Error} if a block is missing
 */
export function withBlocks(
  path: string,
  text: string,
  blocks: Readonly<Record<string, readonly string[]>>,
): string {
  const [open = '', close = ''] = COMMENTS[path.split('.').at(-1) ?? ''] ?? [];
  return Object.entries(blocks).reduce((present, [name, lines]) => {
    const marks = [`generated: ${name}`, `end of ${name}`].map((words) => `${open}${words}${close}`);
    const [first = '', last = ''] = marks;
    const found = new RegExp(`^( *)${escaped(first)}\n(?:[^]*?\n)??\\1${escaped(last)}$`, 'm').exec(present);
    if (!found) throw new Error(`${path} has no block that begins with "${first}" and ends with "${last}"`);
    const [whole, indent = ''] = found;
    const block = [first, ...lines, last].map((line) => (line === '' ? '' : `${indent}${line}`));
    return present.replace(whole, () => block.join('\n'));
  }, text);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
