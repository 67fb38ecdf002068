import { describe, expect, it } from 'vitest';
import { judge } from './claim.js';

const text = {
  id: 'x',
  source: '§1',
  statement: 'It holds.',
  paper: 1,
  tolerance: { value: 0.1, reason: 'because' },
};

describe('judge', () => {
  it('keeps the claim and takes number and evidence from the judgement', () => {
    const claim = judge(text, { ours: '.9', holds: true, evidence: 'ten rows' });
    expect(claim).toEqual({ ...text, ours: '.9', verdict: 'reproduced', evidence: 'ten rows' });
  });

  it('calls a claim contradicted that does not hold', () => {
    expect(judge(text, { ours: '.2', holds: false, evidence: 'ten rows' }).verdict).toBe('contradicted');
  });

  it('says not run without a judgement', () => {
    expect(judge(text, undefined)).toMatchObject({ verdict: 'not run', ours: '-' });
  });
});
