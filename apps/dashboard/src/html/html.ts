import { html as ghtml } from 'ghtml';

let finished: (text: string) => Html;

/**
 * Finished HTML. Only the tag `html` makes one, so that nothing else can be put into a page without being escaped.
 *
 * Text from outside (types, keys, errors, header values) is a string, and a string is always escaped.
 */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static {
    finished = (text) => new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template can contain. `false`, `null` and `undefined` are nothing, so that `condition && html…` works. */
export type Content =
  | string
  | number
  | bigint
  | false
  | null
  | undefined
  | Html
  | readonly (Html | false | undefined)[];

/**
 * The tag of all templates: html`<p>${text}</p>`. Text is escaped; `Html`, and arrays of it, are put in as they are.
 *
 * @throws {TypeError} if a value stands where escaping does not protect: in an attribute without quotation marks, after `!`, within a
 *   `<script>` or `<style>`, in a part of an address, or as an address that does not begin with `/`, `?`, `#` or `https://`
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = partsOf(literals);
  const raw: string[] = [];
  const shown: (string | number | bigint)[] = [];
  for (const [index, value] of values.entries()) {
    const part = parts[index] ?? '';
    if (ADDRESS.test(part)) checkAddress(value);
    // To `ghtml`, an exclamation mark before a value says that it is HTML. Only the value's class decides that here.
    raw.push(value instanceof Html || Array.isArray(value) ? `${part}!` : part);
    shown.push(textOf(value));
  }
  raw.push(parts.at(-1) ?? '');
  return finished(ghtml(Object.assign([], { raw }), ...shown));
}

function textOf(value: Content): string | number | bigint {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(listed).join('');
  throw new TypeError('An object in a template must be HTML.');
}

function listed(item: Html | false | undefined): string {
  if (item === false || item === undefined) return '';
  if (item instanceof Html) return item.toString();
  throw new TypeError('A list in a template may contain only HTML.');
}

/** The checked texts of each template, without the indentation of the source. */
const known = new WeakMap<TemplateStringsArray, readonly string[]>();

function partsOf(literals: TemplateStringsArray): readonly string[] {
  const before = known.get(literals);
  if (before) return before;
  const where = literals.slice(0, -1).find((literal) => UNSAFE.test(literal));
  if (where !== undefined) {
    throw new TypeError(
      `A value stands where it cannot be escaped, after ${JSON.stringify(where.slice(-40))}.`,
    );
  }
  const parts = literals.map((literal) => literal.replaceAll(/\n\s+/g, '\n'));
  known.set(literals, parts);
  return parts;
}

/** `title=${…}`, `Hello!${…}`, `<${…}`, `onclick="${…}"`, `href="/events/${…}"`, `<script>${…}`. */
const UNSAFE =
  /=\s*$|!$|<\/?$|\s(?:on\w+|style|srcdoc)\s*=\s*(?:"[^"]*|'[^']*)$|\s(?:href|src|action|formaction)\s*=\s*(?:"[^"]+|'[^']+)$|<(?:script|style)\b[^>]*>[^<]*$/i;
/** The value is an address from its first character on. */
const ADDRESS = /\s(?:href|src|action|formaction)\s*=\s*["']$/i;

function checkAddress(value: Content): void {
  if (typeof value === 'string' && /^(?:\/(?![/\\])|[?#]|https:\/\/)/.test(value)) return;
  throw new TypeError('An address must come from href.ts, or begin with https://.');
}

/** Nothing. */
export const nothing: Html = html``;
