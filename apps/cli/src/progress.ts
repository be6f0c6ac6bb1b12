import ora from 'ora';

export interface Progress {
  /** With a note behind the bar. Without a total there is only the note. */
  readonly update: (done: number, note?: string) => void;
  /** Prints other lines without breaking the bar. */
  readonly interrupt: (print: () => void) => void;
  readonly stop: () => void;
}

const WIDTH = 24;

/** A progress bar on stderr, only on a terminal; elsewhere nothing is printed until the end. */
export function createProgress(label: string, total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, interrupt: (print) => print(), stop: () => {} };
  const text = (done: number, note = '') => {
    const share = total > 0 ? ` ${bar(done / total)} ${done}/${total}` : '';
    return `${label}${share}${note && ` ${note}`}`;
  };
  const spinner = ora({ text: text(0), stream: process.stderr, discardStdin: false }).start();
  return {
    update: (done, note) => {
      spinner.text = text(done, note);
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
