import { readFileSync } from 'node:fs';

/** The release that this process belongs to: that of the image (`PAYSPOOL_VERSION`), or of the checkout; `unknown` if neither says it. */
export function releaseOf(env: Readonly<Record<string, string | undefined>>): string {
  const ofImage = env['PAYSPOOL_VERSION'];
  if (ofImage) return ofImage;
  try {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const manifest = JSON.parse(text) as { readonly version?: string };
    return manifest.version ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
