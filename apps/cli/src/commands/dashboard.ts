import { hashPassword } from '@payspool/runtime';
import { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { readSecret } from '../read-secret.ts';

const LEAST = 12;

export function dashboardCommand(): Command {
  return new Command('dashboard').description('Commands for the users of the dashboard.').addCommand(
    new Command('password')
      .description(
        'Hash a password for DASHBOARD_USERS. Asks for it without showing it, or reads one line of stdin. Prints only the hash.',
      )
      .action(async () => {
        const password = await readSecret('Password (12 characters or more): ');
        if (password.length < LEAST) throw new UsageError(`the password needs at least ${LEAST} characters`);
        if (process.stdin.isTTY && (await readSecret('The same again: ')) !== password) {
          throw new UsageError('the passwords differ');
        }
        console.log(await hashPassword(password));
      }),
  );
}
