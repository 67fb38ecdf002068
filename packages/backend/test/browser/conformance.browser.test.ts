// The conformance suite in a real page.
import { createBackend } from '@vsa/backend';
import { testBackend } from '@vsa/backend/testing';
import { inject } from 'vitest';

const options = { wasmPaths: inject('wasmPaths'), smallTensors: 'gpu-only' } as const;

testBackend('wasm in a page', () => createBackend('wasm', options));
testBackend('webgpu in a page', () => createBackend('webgpu', options));
