// What benchmarks beside Python share: alternating rounds, medians, ratios, a report with the device.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Imports a built file of a package, or says that there is no build and ends. */
export async function load(file) {
  const full = path.join(root, 'packages', file);
  if (!existsSync(full)) {
    console.error(`bench: expected ${file}, got no build: run \`npm run build\` first.`);
    process.exit(1);
  }
  return import(pathToFileURL(full).href);
}

/** Median and fastest time in ms of at least `runs` runs and half a second of them, after one to warm up, as tooling/peers/peer.py. */
export async function timed(runs, run) {
  await run();
  const times = [];
  let spent = 0;
  while (times.length < runs || spent < 500) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
    spent += times.at(-1);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1], minMs: times[0] };
}

/** Lines that a script of tooling/peers prints; `skipped` collects why it printed none. */
export function peer(script, args, skipped) {
  const done = spawnSync(
    process.env.PYTHON ?? 'python3',
    [path.join(root, 'tooling/peers', script), ...args],
    { encoding: 'utf8' },
  );
  if (done.error || done.status !== 0) {
    skipped.add(`${script}: ${(done.error?.message ?? done.stderr.trim().split('\n').at(-1)) || 'failed'}`);
    return [];
  }
  const lines = done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) if (line.skipped) skipped.add(`${script}: ${line.skipped}`);
  return lines.filter((line) => !line.skipped);
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** One line a task and party: the median of its rounds' medians, and the fastest run of all. */
function figuresOf(taken) {
  const groups = new Map();
  for (const line of taken) {
    const name = `${line.task} ${line.who}`;
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups.values()].map((lines) => ({
    task: lines[0].task,
    who: lines[0].who,
    peer: lines[0].peer === true,
    medianMs: Number(median(lines.map((l) => l.medianMs)).toFixed(2)),
    minMs: Number(Math.min(...lines.map((l) => l.minMs)).toFixed(2)),
  }));
}

/** Runs `round` (which gives lines `{ task, who, peer, medianMs, minMs }`) so often, prints the figures, and writes a report to `out`. */
export async function sideBySide({ rounds, round, out, settings, skipped }) {
  const averages = os.loadavg().map((l) => Number(l.toFixed(2)));
  const taken = [];
  for (let k = 0; k < rounds; k++) taken.push(...(await round()));
  const figures = figuresOf(taken);
  const ratios = figures
    .filter(({ peer: other }) => other)
    .flatMap((other) =>
      figures
        .filter((own) => !own.peer && own.task === other.task)
        .map((own) => ({
          task: own.task,
          ours: own.who,
          peer: other.who,
          timesFaster: Number((other.medianMs / own.medianMs).toFixed(2)),
          timesFasterByMin: Number((other.minMs / own.minMs).toFixed(2)),
        })),
    );
  console.table(figures);
  console.table(ratios);
  for (const line of skipped) console.log(`skipped: ${line}`);
  if (!out) return;
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const report = {
    date: new Date().toISOString().slice(0, 10),
    commit: commit.stdout.trim(),
    device: `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.cpus().length} processors, ${os.platform()} ${os.arch()}`,
    node: process.version,
    load: { averages, note: 'above the number of processors the machine was shared' },
    rounds,
    ...settings,
    figures,
    ratios,
    skipped: [...skipped],
  };
  mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
  writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
}
