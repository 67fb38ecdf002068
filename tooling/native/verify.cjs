// Loads a built binding and multiplies two matrices with it: proof that library, binding and Node fit together.
// usage: node verify.cjs BINDING   (in a process of its own: a broken library may end the process)
const binding = require(process.argv[2]);

const left = binding.createTensor([2, 3], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4, 5, 6]));
const right = binding.createTensor([3, 2], binding.TF_FLOAT, new Float32Array([7, 8, 9, 10, 11, 12]));
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
];
const [product] = binding.executeOp('MatMul', attributes, [left, right], 1);
const got = [...binding.tensorDataSync(product.id)].join(' ');
// Small integers: exact in float32, so no tolerance.
const expected = '58 64 139 154';
if (got !== expected) {
  process.stderr.write(`matMul gave ${got}, expected ${expected}\n`);
  process.exitCode = 1;
}
