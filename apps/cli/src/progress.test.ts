import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { durationText, startProgress } from './progress.js';

describe('durationText', () => {
  it.each([
    [0.4, '0 s'],
    [-1, '0 s'],
    [99.4, '99 s'],
    [100, '1 min 40 s'],
    [3599, '59 min 59 s'],
    [7500, '2 h 5 min'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe('startProgress', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  function line(terminal: boolean): { said: string[]; progress: ReturnType<typeof startProgress> } {
    const said: string[] = [];
    const io = {
      stdout: () => undefined,
      stderr: (text: string) => said.push(text),
      terminal,
      signal: new AbortController().signal,
      now: () => new Date(0),
    };
    return { said, progress: startProgress(io, 'work') };
  }

  it('rewrites one line of a terminal and clears it in the end', () => {
    const { said, progress } = line(true);
    vi.advanceTimersByTime(200);
    progress.update(0.5, 61, '5 of 10');
    progress.update(0.6, 50);
    progress.end();
    expect(said).toEqual([
      '\r\u001b[2Kwork [############............] 50 %, 5 of 10, 61 s left',
      '\r\u001b[2K',
    ]);
  });

  it('writes a line every five seconds elsewhere', () => {
    const { said, progress } = line(false);
    vi.advanceTimersByTime(4000);
    progress.update(0.1, undefined);
    vi.advanceTimersByTime(2000);
    progress.update(0.25, undefined);
    progress.update(0.3, 3);
    progress.end();
    expect(said).toEqual(['work [######..................] 25 %\n']);
  });

  it('says nothing about quick work', () => {
    const { said, progress } = line(true);
    progress.update(0.5, 1);
    progress.end();
    expect(said).toEqual([]);
  });
});
