// The program of a worker thread, as text: it must work from sources, from dist and from any bundle, with no file to
// find. Plain JavaScript for Node's worker_threads and for Web Workers. Mirrors job.ts; a test holds the two together.
//
// Messages in: {module}; {job, fixed, setup...} when a run starts; {task, count, inputs, sizes} per slice.
// Messages out: {ready}; {task, outputs} or {task, error}.

/** Source text of the worker. */
export const WORKER_SOURCE = `'use strict';
const web = typeof WorkerGlobalScope !== 'undefined' && globalThis instanceof WorkerGlobalScope;
const port = web ? globalThis : require('node:worker_threads').parentPort;
const listen = (f) => (web ? port.addEventListener('message', (e) => f(e.data)) : port.on('message', f));
const KEEP = ${64 * 2 ** 20};
let module, exports, job;
const start = () => { exports = new WebAssembly.Instance(module, {}).exports; };
const copy = (heap, stream, data, count, out) => {
  const { itemBytes, offset, stride, parts } = stream;
  for (let i = 0; i < count; i++) {
    for (const [a, b, bytes] of parts) {
      const at = i * itemBytes + a;
      const to = offset + i * stride + b;
      if (out) data.set(heap.subarray(to, to + bytes), at);
      else heap.set(data.subarray(at, at + bytes), to);
    }
  }
};
const begin = (next) => {
  job = next;
  if (exports.memory.buffer.byteLength > KEEP && job.memory < KEEP) start();
  const missing = job.memory - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
  const heap = new Uint8Array(exports.memory.buffer);
  for (const f of job.fills) new Int32Array(heap.buffer, f.offset, f.bytes >> 2).fill(f.pattern);
  for (const s of job.fixed) copy(heap, s, s.data, s.data.byteLength / s.itemBytes, false);
  for (const c of job.setup) exports[c.name](...c.args);
  job.fixed = [];
};
const run = ({ count, inputs }) => {
  const outputs = job.outputs.map((s) => new Uint8Array(count * s.itemBytes));
  const heap = new Uint8Array(exports.memory.buffer);
  for (let from = 0; from < count; from += job.chunk) {
    const size = Math.min(job.chunk, count - from);
    job.inputs.forEach((s, i) => copy(heap, s, inputs[i].subarray(from * s.itemBytes), size, false));
    const args = job.call.args.slice();
    args[job.countAt] = size;
    exports[job.call.name](...args);
    job.outputs.forEach((s, i) => copy(heap, s, outputs[i].subarray(from * s.itemBytes), size, true));
  }
  return outputs;
};
listen((message) => {
  try {
    if (message.module) { module = message.module; start(); return; }
    if (message.job) { begin(message.job); return; }
    const outputs = run(message);
    port.postMessage({ task: message.task, outputs }, outputs.map((o) => o.buffer));
  } catch (error) {
    port.postMessage({ task: message.task, error: String((error && error.message) || error) });
  }
});
`;
