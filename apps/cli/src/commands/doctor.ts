import { Command } from 'commander';
import { checks } from '../doctor/checks.ts';
import { openPatient } from '../doctor/patient.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { renderTable } from '../doctor/table.ts';
import { EXIT } from '../exit-status.ts';
import { commandEnv } from '../local-stack.ts';
import { printJson } from '../print/json.ts';

/** How long connections may take to say goodbye; what hangs by then is left behind. */
const GOODBYE_MS = 500;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Look at everything that a deployment stands on: settings, secrets, database, queue, clocks, backlog. One line each, with a remedy. Exits 1 when anything has failed. Changes nothing.',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const patient = openPatient({ env: commandEnv(), now: () => new Date() });
      const findings = await runChecks(checks, patient);
      const healthy = findings.every(({ status }) => status !== 'failed');
      if (json) printJson({ ok: healthy, checks: findings });
      else for (const line of renderTable(findings)) console.log(line);
      process.exitCode = healthy ? EXIT.good : EXIT.no;
      // A server that does not answer would keep the process for as long as its connection lives.
      setTimeout(() => process.exit(), GOODBYE_MS).unref();
      await patient.close().catch(() => undefined);
    });
}
