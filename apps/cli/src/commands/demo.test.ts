import { describe, expect, it } from 'vitest';
import { vsa } from '../../test/run.js';

describe('vsa demo family', () => {
  it('prints accuracy and time of both methods and a worked example with posteriors', async () => {
    const argv = ['demo', 'family', '--triples', '8', '--no-report', '--backend', 'wasm'];
    const { code, stdout, stderr } = await vsa(argv);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^8 triples \(person, relation, person\) of 26 GloVe word vectors/);
    expect(stdout).toMatch(/\nresonator network.*\d+\.\d %.*\d+\.\d\d s\n/);
    // Real words are correlated, where VRN finds everything (§4.2 of the paper).
    expect(stdout).toMatch(/\nvariational \(VRN\)\s+100\.0 %\s+100\.0 %\s+\d+\.\d\d s\n/);
    const [, first = '', second = '', third = ''] = /For example (\S+) \* (\S+) \* (\S+),/.exec(stdout) ?? [];
    expect(stdout).toMatch(
      new RegExp(
        `person\\s+${first} 0\\.\\d+ .*\\n\\s+relation\\s+${second} 0\\.\\d+ .*\\n\\s+person\\s+${third} 0\\.\\d+ `,
      ),
    );
  });
});
