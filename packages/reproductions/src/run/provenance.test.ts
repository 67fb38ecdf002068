import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { codeVersion, describeMachine } from './provenance.js';

describe('codeVersion', () => {
  it('is 16 hexadecimal digits, the same every time', async () => {
    const first = await codeVersion();
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await codeVersion()).toBe(first);
  });
});

describe('describeMachine', () => {
  it('names backend, device, processor, platform and versions', async () => {
    const machine = await describeMachine(await createBackend('cpu'));
    expect(machine).toMatchObject({ backend: 'cpu', device: 'JavaScript', softwareAdapter: false });
    expect(machine.processors).toBeGreaterThan(0);
    expect(machine.versions['node']).toBe(process.versions.node);
    for (const name of ['reproductions', 'backend', 'datasets', 'resonator', 'vrn'])
      expect(machine.versions[`@vsa/${name}`]).toMatch(/^\d+\.\d+\.\d+/);
  });
});
