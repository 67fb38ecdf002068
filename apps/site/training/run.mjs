// `node training/run.mjs editing`: trains the model that a demo carries, writes it beside the demo, and what was said on the way here.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { runnerImport } from 'vite';

const [name = 'editing', ...rest] = process.argv.slice(2);
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { module } = await runnerImport(at(`${name}.ts`), {
  configFile: false,
  root: at('..'),
  resolve: { conditions: ['@vsa/source', 'node', 'module', 'import', 'default'] },
});
const lines = [];
const say = (line) => {
  console.log(line);
  lines.push(line);
};
const bytes = await module.train(say, ...rest);
say(`model.safetensors: ${(bytes.length / 1000).toFixed(0)} kB`);
writeFileSync(at(`../src/demos/${name}/model.safetensors`), bytes);
// The figures that the demo's page names.
writeFileSync(at(`${name}.log`), `${lines.join('\n')}\n`);
