// Progress on stderr: one line that is rewritten on a terminal, a line now and then elsewhere.

import type { Io } from './io.js';

/** Shows how far a command is. */
export interface ProgressLine {
  /** Shows a share done in [0, 1] and the expected time left, s. */
  update(share: number, secondsLeft: number | undefined, detail?: string): void;
  /** Ends the line; the next output begins on a new one. */
  end(): void;
}

/** Time between two updates, ms, on a terminal and elsewhere. */
const TERMINAL_PAUSE = 100;
const LOG_PAUSE = 5000;
const WIDTH = 24;

/**
 * Starts a progress line; work that ends within the first pause shows nothing.
 *
 * @param io - Where to.
 * @param label - What is going on.
 * @returns The line.
 */
export function startProgress(io: Io, label: string): ProgressLine {
  const pause = io.terminal ? TERMINAL_PAUSE : LOG_PAUSE;
  let last = performance.now();
  let shown = false;
  return {
    update(share, secondsLeft, detail = '') {
      const now = performance.now();
      if (now - last < pause) return;
      last = now;
      const left = secondsLeft === undefined ? '' : `, ${durationText(secondsLeft)} left`;
      const rest = detail === '' ? '' : `, ${detail}`;
      const text = `${label} ${bar(share)} ${Math.floor(share * 100)} %${rest}${left}`;
      io.stderr(io.terminal ? `\r\u001b[2K${text}` : `${text}\n`);
      shown = true;
    },
    end() {
      if (shown && io.terminal) io.stderr('\r\u001b[2K');
    },
  };
}

/**
 * Writes a duration for people.
 *
 * @param seconds - The duration, s.
 * @returns For example `12 s`, `3 min 20 s` or `2 h 5 min`.
 */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 100) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
}
