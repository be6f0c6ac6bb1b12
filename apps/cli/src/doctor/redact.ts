import { providers, providerVariables, readSecretText } from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';

/** Shorter values may be parts of ordinary words. */
const SHORTEST = 4;
const URLS = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'QUEUE_URL'];

/** Removes passwords of URLs and providers' secrets from the messages of drivers. */
export function createRedactor(given: Env): (text: string) => string {
  const { env } = withFiles(given, [...URLS, ...providerVariables(providers)]);
  const words = [
    ...URLS.flatMap((name) => passwordsIn(env[name] ?? '')),
    ...providerVariables(providers)
      .filter((name) => /SECRET|TOKEN|KEY/.test(name))
      .flatMap((name) => wordsIn(env[name] ?? '')),
  ]
    .map((word) => word.trim())
    .filter((word) => word.length >= SHORTEST);
  return (text) => words.reduce((clean, word) => clean.replaceAll(word, '[redacted]'), text);
}

/** The text itself, and each secret of a JSON array; public keys are a list with commas. */
function wordsIn(text: string): string[] {
  const read = readSecretText(text);
  return [text, ...('entries' in read ? read.entries : []), ...text.split(',')];
}

/** Also for a URL that cannot be parsed, such as a list of hosts: everything between the first colon and the last `@`. */
function passwordsIn(url: string): string[] {
  const quoted = /:\/\/[^:@/]*:(.*)@/s.exec(url)?.[1];
  const named = [...url.matchAll(/[?&](?:password|sentinelPassword)=([^&]*)/g)].map(
    ([, value = '']) => value,
  );
  return [...(quoted === undefined ? [] : [quoted]), ...named].flatMap((word) => [word, decode(word)]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
