import type { Terminal } from './terminal.ts';
import { bytesText } from './text.ts';

/** A person sees the bar move this often; more would only cost time. */
const redrawMs = 100;
/** Where nobody watches (a log file), a line now and then is enough. */
const lineMs = 10_000;
const barWidth = 30;

export interface ProgressBar {
  update(label: string, done: number, total: number): void;
  end(): void;
}

/** A bar on the error stream, so that what a command prints stays clean. */
export function progressBar(terminal: Terminal, now: () => number): ProgressBar {
  const atTerminal = terminal.errors.isTTY === true;
  let drawnAt = -Infinity;
  let drawn = false;
  return {
    update(label, done, total) {
      const complete = done >= total;
      if (!complete && now() - drawnAt < (atTerminal ? redrawMs : lineMs)) return;
      drawnAt = now();
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const filled = Math.round(share * barWidth);
      const text = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)} % of ${bytesText(total)}  ${label}`;
      terminal.errors.write(atTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      drawn = atTerminal;
    },
    end() {
      if (drawn) terminal.errors.write('\n');
      drawn = false;
    },
  };
}
