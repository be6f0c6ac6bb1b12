import { Command } from 'commander';
import { checks } from '../doctor/checks.ts';
import { openDeployment } from '../doctor/check.ts';
import { renderTable, runChecks } from '../doctor/run-checks.ts';
import { EXIT } from '../failure.ts';
import { commandEnv } from '../configured.ts';
import { printJson } from '../print.ts';

/** How long connections may take to close; after that the process exits anyway. */
const GOODBYE_MS = 500;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Check the deployment and suggest fixes: settings, secrets, database, queue, clocks, backlog. Prints one line per check. Exit status 1 if a check failed. Changes nothing.',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const deployment = openDeployment({ env: commandEnv(), now: () => new Date() });
      const findings = await runChecks(checks, deployment);
      const healthy = findings.every(({ status }) => status !== 'failed');
      if (json) printJson({ ok: healthy, checks: findings });
      else for (const line of renderTable(findings)) console.log(line);
      process.exitCode = healthy ? EXIT.good : EXIT.no;
      // A server that does not answer would keep the process alive until its connection ends.
      setTimeout(() => process.exit(), GOODBYE_MS).unref();
      await deployment.close().catch(() => undefined);
    });
}
