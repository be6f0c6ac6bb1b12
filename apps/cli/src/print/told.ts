/** What happens to the transitions that a command found. */
export function describeTold(transitions: number, react: boolean, dryRun = false): string {
  const count = `${transitions} transition${transitions === 1 ? '' : 's'}`;
  if (react) return `${count} ${dryRun ? 'would be published' : 'published'}`;
  return `${count} not published yet: the next event of the same purchase or subscription publishes them; add --react to publish them now`;
}
