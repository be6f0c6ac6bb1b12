import ora from 'ora';

export interface Progress {
  readonly update: (done: number) => void;
  /** Prints other lines without breaking the bar. */
  readonly interrupt: (print: () => void) => void;
  readonly stop: () => void;
}

const WIDTH = 24;

/** A progress bar on stderr, only on a terminal; elsewhere nothing is printed until the end. */
export function createProgress(label: string, total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, interrupt: (print) => print(), stop: () => {} };
  const text = (done: number) => `${label} ${bar(done / Math.max(total, 1))} ${done}/${total}`;
  const spinner = ora({ text: text(0), stream: process.stderr, discardStdin: false }).start();
  return {
    update: (done) => {
      spinner.text = text(done);
    },
    interrupt: (print) => {
      spinner.clear();
      print();
      spinner.render();
    },
    stop: () => {
      spinner.stop();
    },
  };
}

function bar(share: number): string {
  const filled = Math.round(Math.min(share, 1) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
