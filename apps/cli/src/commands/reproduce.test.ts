import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, vsa } from '../../test/run.js';

// Fig. 2c is one small factorisation by two solvers: two cells, well under a second.
const run = (out: string, ...more: string[]) => vsa(['reproduce', 'vrn', 'fig2c', '--out', out, ...more]);

async function report(out: string): Promise<unknown> {
  const { rows, claims, figure } = JSON.parse(await readFile(join(out, 'vrn/fig2c.json'), 'utf8')) as {
    readonly rows: unknown;
    readonly claims: unknown;
    readonly figure: unknown;
  };
  return { rows, claims, figure };
}

describe('vsa reproduce', () => {
  it('writes rows, figure, claims and a report, and says where it is', async () => {
    const at = await folderWith();
    const { code, stdout, stderr } = await run(at('out'));
    expect(code).toBe(0);
    expect(stdout).toContain(`Report: ${join(at('out'), 'index.html')}\n`);
    expect(stdout).toMatch(/\nreproduced\s+fig2c-converges /);
    expect(stderr).toMatch(/^2 of 2 cells done, 0 of them earlier/);
    expect((await readdir(at('out'))).sort()).toEqual(['cells', 'claims.json', 'index.html', 'vrn']);
    expect((await readdir(join(at('out'), 'vrn'))).sort()).toEqual(['fig2c.csv', 'fig2c.json', 'fig2c.svg']);
    const html = await readFile(join(at('out'), 'index.html'), 'utf8');
    expect(html).toContain('2026-01-02T03:04:05.000Z');
  });

  it('computes nothing again, and the same from the start', async () => {
    const at = await folderWith();
    await run(at('a'));
    const before = await report(at('a'));
    const { stderr } = await run(at('a'));
    expect(stderr).toMatch(/^2 of 2 cells done, 2 of them earlier/);
    await run(at('b'));
    expect(await report(at('b'))).toEqual(before);
  });

  it('keeps apart what differs in seed', async () => {
    const at = await folderWith();
    await run(at('a'));
    const { stderr } = await run(at('a'), '--seed', '1');
    expect(stderr).toMatch(/^2 of 2 cells done, 0 of them earlier/);
  });

  it('goes on after Ctrl-C', async () => {
    const at = await folderWith();
    await run(at('a'));
    const [first = ''] = await readdir(join(at('a'), 'cells'));
    await rm(join(at('a'), 'cells', first));
    const stopped = await vsa(['reproduce', 'vrn', 'fig2c', '--out', at('a')], {
      signal: AbortSignal.abort(),
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /^1 of 2 cells done, 1 of them earlier, .* the same command goes on from here\.\n/,
    );
    const { code, stderr } = await run(at('a'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^2 of 2 cells done, 1 of them earlier/);
  });

  it.each([
    [['reproduce', 'bible'], /expected a paper among vrn, cdam, .*got 'bible'/],
    [['reproduce', 'vrn', 'fig99'], /expected all or some of fig2c, fig3, .*, got 'fig99'/],
    [['reproduce', 'vrn', '--scale', 'huge'], /'--scale <name>' argument 'huge' is invalid/],
    [['reproduce', 'vrn', '--jobs', '0'], /Expected a whole number >= 1/],
    [['reproduce', 'vrn', '--shard', '3/2'], /Expected i\/n with 1 <= i <= n/],
    [['reproduce', 'vrn', '--shard', 'half'], /Expected i\/n with 1 <= i <= n/],
    [['reproduce', 'vrn', 'fig2c', '--backend', 'abacus'], /got 'abacus'/],
    [['reproduce'], /missing required argument 'paper'/],
  ])('refuses %j', async (argv, message) => {
    const at = await folderWith();
    const { code, stdout, stderr } = await vsa([...argv, '--out', at('out')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
  });
});

describe('vsa merge', () => {
  it('puts shards together to the same report as one run', async () => {
    const at = await folderWith();
    for (const part of ['1', '2']) {
      const { code, stdout } = await run(at(part), '--shard', `${part}/2`);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Part ${part} of 2 is done`));
      expect(await readdir(at(part))).toEqual(['cells']);
    }
    const { code, stdout } = await vsa(['merge', at('1'), at('2'), '--out', at('all')]);
    expect(code).toBe(0);
    expect(stdout).toContain('Report: ');
    await run(at('whole'));
    expect(await report(at('all'))).toEqual(await report(at('whole')));
  });

  it('says what is missing', async () => {
    const at = await folderWith();
    await run(at('1'), '--shard', '1/2');
    const { code, stderr } = await vsa(['merge', at('1'), '--out', at('all')]);
    expect(code).toBe(0);
    expect(stderr).toBe('note: vrn/fig2c has 1 of 2 cells; other parts are missing.\n');
  });

  it('refuses folders without cells, and cells of different runs', async () => {
    const at = await folderWith();
    const none = await vsa(['merge', at('none'), '--out', at('all')]);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/^vsa: [^\n]*expected finished cells[^\n]*\n$/);
    await run(at('a'), '--shard', '1/2');
    await run(at('b'), '--shard', '1/2', '--seed', '1');
    const mixed = await vsa(['merge', at('a'), at('b'), '--out', at('all')]);
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toMatch(/expected cells of one run, got seed 0 and 1/);
  });
});
