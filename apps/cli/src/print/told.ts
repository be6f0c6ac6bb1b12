/** What becomes of the transitions that a command brought to light. */
export function describeTold(transitions: number, react: boolean, dryRun = false): string {
  const count = `${transitions} transition${transitions === 1 ? '' : 's'}`;
  if (react) return `${count} ${dryRun ? 'would be told' : 'told'}`;
  return `${count} not told: the next event of the same purchase or subscription tells them, or --react does now`;
}
