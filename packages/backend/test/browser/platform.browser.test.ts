// What the browser suite stands on: without an adapter or WebAssembly SIMD, every other test there would be a sham.
import { describe, expect, inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the harness serves tfjs's wasm files. */
    readonly wasmPaths: Readonly<Record<string, string>>;
  }
}

// Flags of the WebGPU standard; TypeScript's lib.dom has the types but not these constants.
const STORAGE = 0x80;
const COPY_SRC = 0x04;
const COPY_DST = 0x08;
const MAP_READ = 0x01;

describe('platform', () => {
  it('offers a WebGPU adapter and a device that computes', async () => {
    const adapter = await navigator.gpu.requestAdapter();
    expect(adapter).not.toBeNull();
    const device = await adapter?.requestDevice();
    if (device === undefined) throw new Error('platform: expected a device, got none.');
    const module = device.createShaderModule({
      code: `@group(0) @binding(0) var<storage, read_write> data: array<f32>;
        @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) { data[id.x] = data[id.x] * 2.0 + 1.0; }`,
    });
    const pipeline = device.createComputePipeline({
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const data = device.createBuffer({ size: 16, usage: STORAGE | COPY_SRC | COPY_DST });
    const out = device.createBuffer({ size: 16, usage: COPY_DST | MAP_READ });
    device.queue.writeBuffer(data, 0, new Float32Array([1, 2, 3, 4]));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [{ binding: 0, resource: { buffer: data } }],
      }),
    );
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(data, 0, out, 0, 16);
    device.queue.submit([encoder.finish()]);
    await out.mapAsync(MAP_READ);
    expect([...new Float32Array(out.getMappedRange())]).toEqual([3, 5, 7, 9]);
    device.destroy();
  });

  it('runs WebAssembly SIMD', async () => {
    // (module (func (export "f") (result i32) i32.const 7 i8x16.splat i8x16.popcnt i8x16.extract_lane_u 0))
    const bytes = new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 13, 1, 11,
      0, 65, 7, 253, 15, 253, 98, 253, 22, 0, 11,
    ]);
    const { instance } = await WebAssembly.instantiate(bytes);
    const f = instance.exports['f'] as () => number;
    expect(f()).toBe(3);
  });

  it('is served the wasm files of the wasm backend', async () => {
    const paths = Object.values(inject('wasmPaths'));
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const response = await fetch(path);
      expect(response.ok, path).toBe(true);
      const magic = new Uint8Array(await response.arrayBuffer()).slice(0, 4);
      expect([...magic], path).toEqual([0, 97, 115, 109]);
    }
  });
});
