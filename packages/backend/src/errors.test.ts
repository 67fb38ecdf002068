import { expect, test } from 'vitest';
import { VsaError } from './errors.js';

test('VsaError carries code, details and cause, and is known across copies of the package', () => {
  const cause = new Error('below');
  const error = new VsaError('DATA_INVALID', 'data: bad', { cause, details: { path: 'x' } });
  expect(error).toMatchObject({ name: 'VsaError', code: 'DATA_INVALID', cause, details: { path: 'x' } });
  expect(VsaError.isInstance(error)).toBe(true);
  const copy = { [Symbol.for('@vsa/backend/VsaError')]: true };
  expect(VsaError.isInstance(copy)).toBe(true);
  expect(VsaError.isInstance(cause)).toBe(false);
  expect(VsaError.isInstance(null)).toBe(false);
});
