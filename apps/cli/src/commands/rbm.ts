// `vsa rbm`: machines from Hopfield networks or from nothing, trained, sampled, measured, and classifying.

import { Option, type Command } from 'commander';
import type { Io } from '../io.js';
import { least, positive, whole } from '../options.js';
import { runClassify, type ClassifyFlags } from '../rbm/classify.js';
import { runFit, type FitFlags } from '../rbm/fit.js';
import { runLikelihood, type LikelihoodFlags } from '../rbm/likelihood.js';
import { runSample, type SampleFlags } from '../rbm/sample.js';
import { STARTS } from '../rbm/start.js';

const DATA = ".npy, .npz, .safetensors or .json of +1 and -1, [rows, N]; idx images; or 'mnist'";

/**
 * Adds the commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addRbm(program: Command, io: Io): void {
  const rbm = program
    .command('rbm')
    .description('restricted Boltzmann machines of binary and Gaussian units, and Hopfield networks as such');
  const fit = training(rbm.command('fit').description('make a machine and train it; saved after every epoch'))
    .requiredOption('--output <file>', 'the machine to write, .safetensors')
    .option('--resume', 'go on from the output')
    .action((flags: FitFlags) => runFit(flags, io));
  const sample = rbm
    .command('sample')
    .description('draw states by block Gibbs sampling')
    .requiredOption('--machine <file>', 'a machine of `vsa rbm fit`')
    .requiredOption('--output <file>', 'states to write, .npy [rows, N]')
    .option('--states <file>', 'states to start from; else random ones')
    .option('--cut <share>', 'a pixel of idx images is +1 when grey / 255 is above it', least(0), 0.01)
    .option('--count <n>', 'how many, without --states', whole(1), 10)
    .option('--steps <n>', 'steps, each drawing both layers once', whole(0), 20)
    .option('--beta <number>', "inverse temperature in place of the machine's", positive())
    .option('--seed <n>', 'fixes the states', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--force', 'replace the output when it is there')
    .action((flags: SampleFlags) => runSample(flags, io));
  const likelihood = rbm
    .command('loglik')
    .description('mean ln p of data, ln Z by annealed importance sampling, or exactly where that is possible')
    .requiredOption('--machine <file>', 'a machine of `vsa rbm fit`')
    .requiredOption('--data <file>', DATA)
    .option('--cut <share>', 'a pixel of idx images is +1 when grey / 255 is above it', least(0), 0.01)
    .addOption(
      new Option('--method <name>', 'of ln Z').choices(['auto', 'exact', 'annealed']).default('auto'),
    )
    .option('--chains <n>', 'of annealed importance sampling', whole(2), 100)
    .option('--anneal <n>', 'its steps', whole(1), 1000)
    .option('--seed <n>', 'fixes the estimate', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of a table')
    .action((flags: LikelihoodFlags) => runLikelihood(flags, io));
  const classify = training(
    rbm
      .command('classify')
      .description('a machine a class, and a logistic regression on how well each explains'),
  )
    .requiredOption('--test <file>', 'data to be tested on')
    .option('--test-labels <file>', "their classes; 'mnist' has its own")
    .option('--json', 'write one JSON document instead of a table')
    .action((flags: ClassifyFlags) => runClassify(flags, io));
  for (const command of [fit, sample, likelihood, classify]) command.copyInheritedSettings(program);
}

/** Options that training takes. */
function training(command: Command): Command {
  return command
    .requiredOption('--data <file>', DATA)
    .option('--labels <file>', "classes of the rows, idx or array; 'mnist' has its own")
    .option('--cut <share>', 'a pixel of idx images is +1 when grey / 255 is above it', least(0), 0.01)
    .addOption(new Option('--start <name>', 'where weights start from').choices(STARTS).default('hopfield'))
    .option('--hidden <n>', 'hidden units of random and pca starts', whole(1), 10)
    .option('--per-class <k>', 'patterns a class of hopfield and hebbian starts', whole(1), 1)
    .option('--beta <number>', 'inverse temperature', positive(), 2)
    .option('--epochs <n>', 'epochs in all', whole(0), 0)
    .option('--batch <n>', 'rows a batch', whole(1), 100)
    .option('--learning-rate <number>', 'size of an update', positive(), 1e-4)
    .option('--steps <n>', 'k of CD-k', whole(1), 20)
    .option('--seed <n>', 'fixes everything that is drawn', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto');
}
