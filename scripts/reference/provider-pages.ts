import { posix } from 'node:path';
import type { Provider } from '../../packages/providers/src/index.ts';

/** The folder of a provider, from the root. */
export const folderOf = (slug: string): string => `packages/providers/src/${slug}`;

/** The list of supported providers in README.md, each with a link to the known facts. */
export const renderSupported = (providers: readonly Provider[]): string[] => [
  `Supported: ${providers.map(({ slug, title }) => `[${title}](${folderOf(slug)}/README.md)`).join(' · ')}.`,
];

/**
 * The section of a provider in docs/deploy.md: its `setup.md` with the heading one level of two lower, and the list of events to
 * select. `docs` is the folder of the page.
 */
export function renderSetUp({ slug, eventTypes }: Provider, setUp: string, docs = 'docs'): string[] {
  const steps = withLinksOf(slug, setUp.trimEnd().replace(/^# /, '### '), docs);
  // A provider that only sends hints names no events; ours have one type.
  const events = eventTypes.handled.length > 1 ? ['', 'Events:', '', ...listOf(eventTypes.handled)] : [];
  return ['', ...steps.split('\n'), ...events];
}

/** A text from a page in a provider's folder, with its links as they are in a page in `docs`. */
export const withLinksOf = (slug: string, text: string, docs = 'docs'): string =>
  text.replaceAll(/\]\(([^)\s]+)\)/g, (_, link: string) => `](${linkFrom(docs, folderOf(slug), link)})`);

/** One line for the types with the same text up to their last dot: "- `charge.`: `succeeded` `captured`". */
function listOf(types: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const type of types) {
    const end = type.lastIndexOf('.') + 1;
    const group = groups.get(type.slice(0, end)) ?? [];
    groups.set(type.slice(0, end), [...group, `\`${type.slice(end)}\``]);
  }
  return [...groups].map(([prefix, words]) => `- ${prefix && `\`${prefix}\`: `}${words.join(' ')}`);
}

const linkFrom = (page: string, folder: string, link: string): string => {
  if (/^[a-z]+:/.test(link)) return link;
  const target = link.startsWith('#') ? posix.join(folder, `README.md${link}`) : posix.join(folder, link);
  return posix.relative(page, target);
};
