import { providers, providerVariables, readSecretText } from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';

/** Shorter ones are parts of ordinary words. */
const SHORTEST = 4;
const URLS = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'QUEUE_URL'];

/** Blots out passwords of URLs, and providers' settings, wherever a driver's words quote them. */
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

/** A text as it is, and each secret of a list as its array holds it; public keys are a list with commas. */
function wordsIn(text: string): string[] {
  const read = readSecretText(text);
  return [text, ...('entries' in read ? read.entries : []), ...text.split(',')];
}

/** Also of what does not parse, such as a list of hosts: everything between the first colon and the last `@`. */
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
