import type { Tensor } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import { backends, cpu, leftBehind, take } from '../../test/support.js';
import { bsc } from '../bsc.js';
import { fhrr } from '../fhrr.js';
import { hrr } from '../hrr.js';
import { mapBipolar } from '../map-bipolar.js';
import { mapReal } from '../map-real.js';
import { createCleanup, type CleanupOptions } from './cleanup.js';
import { nearest, snap } from './nearest.js';

const both = backends.map((backend) => ({ name: backend.name, backend }));
const storages: readonly NonNullable<CleanupOptions['storage']>[] = ['auto', 'dense', 'packed'];

describe.each(both)('createCleanup on $name', ({ backend }) => {
  it.each([mapBipolar, mapReal, bsc, hrr, fhrr])(
    'finds the members of a bundle in $name',
    async (algebra) => {
      using items = algebra.random(backend, key('items'), [40, 1024]);
      using members = backend.slice(items, [10, 0], [5, -1]);
      using bundle = algebra.bundle(backend, members);
      using query = backend.reshape(bundle, [1, 1024]);
      using memory = createCleanup(backend, algebra, items);
      const [found = []] = await memory.query(query, { topK: 5 });
      expect(found.map(({ index }) => index).sort()).toEqual([10, 11, 12, 13, 14]);
      const similarities = found.map(({ similarity }) => similarity);
      expect([...similarities].sort((a, b) => b - a)).toEqual(similarities);
      // Five vectors: 0.37 to 0.45 each, with deviation 1/√1024 = 0.03.
      expect(Math.min(...similarities)).toBeGreaterThan(0.2);
    },
  );

  it.each([mapBipolar, mapReal, bsc, hrr, fhrr])(
    'agrees with sorting all similarities in $name',
    async (algebra) => {
      using items = algebra.random(backend, key('items'), [30, 64]);
      using queries = algebra.random(backend, key('queries'), [7, 64]);
      using memory = createCleanup(backend, algebra, items);
      const all = await take(backend, algebra.similarity(backend, queries, items));
      const found = await memory.query(queries, { topK: 4, threshold: 0.05 });
      expect(found).toHaveLength(7);
      found.forEach((matches, q) => {
        const expected = all
          .slice(30 * q, 30 * q + 30)
          .map((similarity, index) => ({ similarity, index }))
          .filter(({ similarity }) => similarity >= 0.05)
          .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
          .slice(0, 4);
        expect(matches.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
        matches.forEach(({ similarity }, i) => {
          expect(similarity).toBeCloseTo(expected[i]?.similarity ?? NaN, 5);
        });
      });
    },
  );

  it.each([mapBipolar, bsc])('decides the same however items of $name are held', async (algebra) => {
    // Odd sizes leave padding bits; 33 items at D = 45 have many equal similarities, 9/45 among them, which just passes.
    using items = algebra.random(backend, key('items'), [33, 45]);
    using queries = algebra.random(backend, key('queries'), [20, 45]);
    const answers = [];
    for (const storage of storages) {
      using memory = createCleanup(backend, algebra, items, { storage });
      answers.push(await memory.query(queries, { topK: 6, threshold: 0.2 }));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const counts = new Set(answers[0]?.map((matches) => matches.length));
    expect(counts.size).toBeGreaterThan(1);
  });

  it('does not round queries or items to signs', async () => {
    using items = backend.tensor([
      [1, 1, 1, 1],
      [1, 1, -1, -1],
    ]);
    using sum = backend.tensor([[5, 5, -0.5, -0.5]]);
    using halves = backend.tensor([[0.5, 0.5, 0.5, 0.5]]);
    for (const storage of storages) {
      using memory = createCleanup(backend, mapBipolar, items, { storage });
      const [found = []] = await memory.query(sum, { topK: 2 });
      expect(found.map(({ similarity }) => similarity)).toEqual([11 / 4, 9 / 4]);
      using sloppy = createCleanup(backend, mapBipolar, halves, { storage });
      using ones = backend.ones([1, 4]);
      expect(await sloppy.query(ones)).toEqual([[{ index: 0, label: '0', similarity: 0.5 }]]);
    }
  });

  it('gives equal items in the order of their indices', async () => {
    using items = backend.ones([5, 16]);
    using query = backend.ones([1, 16]);
    for (const storage of storages) {
      using memory = createCleanup(backend, mapBipolar, items, { storage });
      const [found = []] = await memory.query(query, { topK: 3 });
      expect(found.map(({ index }) => index)).toEqual([0, 1, 2]);
    }
  });

  it('gives an empty list where nothing passes the threshold, and labels where something does', async () => {
    using items = backend.tensor([
      [1, 1, 1, 1],
      [1, 1, -1, -1],
    ]);
    using queries = backend.tensor([
      [1, 1, 1, 1],
      [1, -1, 1, -1],
    ]);
    using memory = createCleanup(backend, mapBipolar, items, { labels: ['all', 'half'] });
    expect(await memory.query(queries, { topK: 9, threshold: 0.5 })).toEqual([
      [{ index: 0, label: 'all', similarity: 1 }],
      [],
    ]);
    expect(memory.size).toBe(2);
    expect(memory.dimension).toBe(4);
  });

  it('answers no queries with no lists', async () => {
    using items = backend.ones([2, 4]);
    using none = backend.zeros([0, 4]);
    using memory = createCleanup(backend, mapReal, items);
    expect(await memory.query(none)).toEqual([]);
  });

  it('needs neither its items nor its queries once called, and takes several queries at a time', async () => {
    for (const storage of ['auto', 'packed'] as const) {
      const items = mapBipolar.random(backend, key('items'), [6, 64]);
      using memory = createCleanup(backend, mapBipolar, items, { storage });
      const query = backend.slice(items, [2, 0], [2, -1]);
      items.dispose();
      const pending = [memory.query(query), memory.query(query)];
      query.dispose();
      for (const found of await Promise.all(pending)) {
        expect(found.map((matches) => matches[0]?.index)).toEqual([2, 3]);
      }
    }
  });

  it('leaves nothing behind', async () => {
    using queries = mapBipolar.random(backend, key('queries'), [3, 40]);
    using real = backend.tensor(normal(key('real'), [3, 40]), [3, 40]);
    const before = backend.memory().tensors;
    for (const storage of storages) {
      using items = mapBipolar.random(backend, key('items'), [5, 40]);
      const memory = createCleanup(backend, mapBipolar, items, { storage });
      await memory.query(queries);
      await memory.query(real);
      const held = backend.memory().tensors;
      await memory.query(queries);
      await memory.query(real);
      expect(backend.memory().tensors).toBe(held);
      memory.dispose();
      memory.dispose();
    }
    expect(backend.memory().tensors).toBe(before);
  });

  it('rejects queries after dispose, those in flight too, and leaves nothing behind', async () => {
    const before = backend.memory().tensors;
    for (const storage of storages) {
      const items = mapBipolar.random(backend, key('items'), [5, 40]);
      const memory = createCleanup(backend, mapBipolar, items, { storage });
      const early = memory.query(items);
      memory.dispose();
      await expect(early).rejects.toMatchObject({ code: 'TENSOR_DISPOSED' });
      await expect(memory.query(items)).rejects.toMatchObject({ code: 'TENSOR_DISPOSED' });
      items.dispose();
    }
    expect(backend.memory().tensors).toBe(before);
  });

  it('goes through many items and queries in pieces', async () => {
    // 5000 queries · 1000 items exceed the four million scores of one piece.
    using items = mapBipolar.random(backend, key('items'), [1000, 32]);
    using queries = backend.tile(items, [5, 1]);
    using memory = createCleanup(backend, mapBipolar, items);
    const found = await memory.query(queries, { threshold: 1 });
    expect(found).toHaveLength(5000);
    expect(found.every(([first], q) => first?.similarity === 1 && first.index === q % 1000)).toBe(true);
  });
});

describe.each(both)('nearest and snap on $name', ({ backend }) => {
  it('stay on the device', async () => {
    using items = fhrr.random(backend, key('items'), [20, 256]);
    using queries = backend.tidy(() => backend.add(backend.slice(items, [4, 0], [3, -1]), 0.1));
    const { indices, similarities } = nearest(backend, fhrr, items, queries, 2);
    expect(indices.shape).toEqual([3, 2]);
    expect(indices.dtype).toBe('int32');
    const best = await take(backend, indices);
    const values = await take(backend, similarities);
    expect([best[0], best[2], best[4]]).toEqual([4, 5, 6]);
    for (const i of [0, 2, 4]) expect(values[i]).toBeCloseTo(Math.cos(0.1), 5);
    using wanted = backend.slice(items, [4, 0], [3, -1]);
    expect(await take(backend, snap(backend, fhrr, items, queries))).toEqual(
      await take(backend, backend.clone(wanted)),
    );
  });

  it('leave nothing behind', () => {
    using items = hrr.random(backend, key('items'), [5, 16]);
    expect(leftBehind(backend, () => ({ ...nearest(backend, hrr, items, items, 3) }))).toBe(0);
    expect(leftBehind(backend, () => snap(backend, hrr, items, items))).toBe(0);
  });
});

describe('bad input', () => {
  const withMemory = async (
    f: (memory: ReturnType<typeof createCleanup>, items: Tensor) => Promise<void>,
  ) => {
    using items = cpu.ones([3, 8]);
    using memory = createCleanup(cpu, mapReal, items);
    await f(memory, items);
  };

  it('is refused when a memory is made', () => {
    using flat = cpu.ones([8]);
    using none = cpu.ones([0, 8]);
    using whole = cpu.ones([3, 8], 'int32');
    using items = cpu.ones([3, 8]);
    expect(() => createCleanup(cpu, mapReal, flat)).toThrow(/expected items \[n, D\] with n >= 1, got \[8\]/);
    expect(() => createCleanup(cpu, mapReal, none)).toThrow(RangeError);
    expect(() => createCleanup(cpu, mapReal, whole)).toThrow(TypeError);
    expect(() => createCleanup(cpu, mapReal, items, { labels: ['one'] })).toThrow(
      'cleanup.createCleanup: expected 3 labels, one per item, got 1.',
    );
    expect(() => createCleanup(cpu, mapReal, items, { storage: 'packed' })).toThrow(
      /got 'packed' for an algebra whose features are not ±1/,
    );
    expect(() => createCleanup(cpu, mapReal, items, { storage: 'disk' as 'auto' })).toThrow(/got disk/);
  });

  it('is refused when a memory is asked', async () => {
    await withMemory(async (memory, items) => {
      using wide = cpu.ones([2, 9]);
      await expect(memory.query(wide)).rejects.toThrow('cleanup.query: expected vectors [q, 8], got [2, 9].');
      await expect(memory.query(items, { topK: 0 })).rejects.toThrow(/topK to be a whole number >= 1, got 0/);
      await expect(memory.query(items, { topK: 1.5 })).rejects.toThrow(RangeError);
      await expect(memory.query(items, { threshold: 1.2 })).rejects.toThrow(
        /a threshold in \[-1, 1\], got 1.2/,
      );
      await expect(memory.query(items, { threshold: NaN })).rejects.toThrow(RangeError);
    });
  });

  it('is refused by nearest', () => {
    using items = cpu.ones([3, 8]);
    using wide = cpu.ones([2, 9]);
    expect(() => nearest(cpu, mapReal, items, wide)).toThrow(/got \[2, 9\] and \[3, 8\]/);
    expect(() => nearest(cpu, mapReal, items, items, 4)).toThrow(/at most the number of items 3, got 4/);
    expect(() => snap(cpu, mapReal, items, wide)).toThrow(RangeError);
  });
});
