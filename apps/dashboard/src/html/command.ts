import { html, type Html } from './html.ts';

/** The words of a command as a shell reads them: an id may contain any printable character. */
export function commandText(words: readonly string[]): string {
  return ['payspool', ...words.map(quoted)].join(' ');
}

const quoted = (word: string): string =>
  /^[\w.:@%+=,/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command that shows or does the same, with a button that copies it: `command(['events', 'show', key])`. */
export const command = (words: readonly string[]): Html => copyable(commandText(words), 'command');

/** A text with a button that copies it. `what` names it for the button: `id`, `command`. */
export const copyable = (text: string, what: string): Html =>
  html`<span class="copy"
    ><code>${text}</code
    ><button type="button" data-copy="${text}" hidden>copy<span class="sr"> ${what}</span></button></span
  >`;
