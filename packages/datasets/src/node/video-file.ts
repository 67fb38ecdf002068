// Frames of the user's own clip, decoded by an installed ffmpeg: formats change faster than a package that decodes them could.

import { VsaError } from '@vsa/backend';
import { spawn } from 'node:child_process';

import type { Images } from '../images.js';
import { checkSize } from '../internal/checks.js';
import { checkFile } from '../internal/files.js';

const CALLER = 'videoFramesFromFile';

/** Options of {@link videoFramesFromFile}; the defaults are the CDAM paper's (A.11), but for colour. */
export interface VideoFileOptions {
  /** Pixels a line, after scaling. @defaultValue `320` */
  readonly width?: number | undefined;
  /** Lines, after scaling. @defaultValue `240` */
  readonly height?: number | undefined;
  /** How many frames. @defaultValue `50` */
  readonly frames?: number | undefined;
  /** Number of the first frame, from 0. @defaultValue `0` */
  readonly first?: number | undefined;
  /** Takes every so many frames. @defaultValue `1` */
  readonly step?: number | undefined;
  /** One value a pixel, or three. @defaultValue `'grey'` */
  readonly colour?: 'grey' | 'rgb' | undefined;
  /** Program to run. @defaultValue `'ffmpeg'` */
  readonly ffmpeg?: string | undefined;
}

type Settings = { readonly [Name in keyof VideoFileOptions]-?: Exclude<VideoFileOptions[Name], undefined> };

/**
 * Frames of a video file, in order, scaled without regard to its proportions.
 *
 * Different releases of ffmpeg may round a scaled pixel differently.
 *
 * @param path - The file.
 * @param options - See {@link VideoFileOptions}.
 * @returns `[frames, height * width * channels]`, values in [0, 1].
 * @throws RangeError for wrong options; VsaError `DATA_UNAVAILABLE` when the file or ffmpeg is missing, `DATA_INVALID` when ffmpeg cannot
 * decode it or it has too few frames.
 */
export async function videoFramesFromFile(path: string, options: VideoFileOptions = {}): Promise<Images> {
  const settings = checked(options);
  await checkFile(path, 'a video', 'name a file that ffmpeg can decode', CALLER);
  const { width, height, frames, colour } = settings;
  const channels = colour === 'grey' ? 1 : 3;
  const size = width * height * channels;
  const bytes = await decoded(path, settings);
  if (bytes.length !== frames * size) {
    const found = Math.floor(bytes.length / size);
    throw new VsaError(
      'DATA_INVALID',
      `datasets.${CALLER}: expected ${frames} frames in ${path}, got ${found}; ask for fewer, or for a smaller first or step.`,
      { details: { path, frames: found } },
    );
  }
  return {
    values: Float32Array.from(bytes, (value) => value / 255),
    shape: [frames, size],
    height,
    width,
    channels,
  };
}

function checked(options: VideoFileOptions): Settings {
  const { width = 320, height = 240, frames = 50, first = 0, step = 1 } = options;
  const { colour = 'grey', ffmpeg = 'ffmpeg' } = options;
  for (const [name, value] of Object.entries({ width, height, frames, step })) checkSize(value, name, CALLER);
  if (!Number.isSafeInteger(first) || first < 0) {
    throw new RangeError(`datasets.${CALLER}: expected first to be a whole number >= 0, got ${first}.`);
  }
  if (!['grey', 'rgb'].includes(colour)) {
    throw new RangeError(`datasets.${CALLER}: expected colour to be grey or rgb, got "${colour}".`);
  }
  return { width, height, frames, first, step, colour, ffmpeg };
}

/** Without a mode for frames, ffmpeg would repeat or drop some to keep the rate; releases before 5.1 know it by its older name. */
async function decoded(path: string, settings: Settings): Promise<Buffer> {
  const modern = await ffmpegOutput(path, settings, ['-fps_mode', 'passthrough']);
  const told =
    modern.code !== 0 && modern.errors.includes('fps_mode')
      ? await ffmpegOutput(path, settings, ['-vsync', '0'])
      : modern;
  // Damaged places are told on the error stream of a decoding that succeeds; only a status counts.
  if (told.code === 0) return told.output;
  throw new VsaError(
    'DATA_INVALID',
    `datasets.${CALLER}: expected a video that ${settings.ffmpeg} can decode in ${path}, got: ${lastLine(told.errors)}.`,
    { details: { path, status: told.code } },
  );
}

function ffmpegOutput(path: string, settings: Settings, mode: readonly string[]): Promise<Outcome> {
  const { width, height, frames, first, step, colour, ffmpeg } = settings;
  const chosen = `select=gte(n\\,${first})*not(mod(n-${first}\\,${step})),scale=${width}:${height}:flags=area`;
  // With `file:`, no path is taken for an address or an option.
  const input = ['-nostdin', '-v', 'error', '-i', `file:${path}`, '-an', '-vf', chosen, ...mode];
  const output = [
    '-frames:v',
    `${frames}`,
    '-pix_fmt',
    colour === 'grey' ? 'gray' : 'rgb24',
    '-f',
    'rawvideo',
  ];
  return started(ffmpeg, [...input, ...output, 'pipe:1']);
}

interface Outcome {
  readonly code: number | null;
  readonly output: Buffer;
  readonly errors: string;
}

function started(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', (cause) => {
      reject(
        new VsaError(
          'DATA_UNAVAILABLE',
          `datasets.${CALLER}: expected the program ${program} to decode the video, got ${cause.message}; install ffmpeg, or name it with the option ffmpeg.`,
          { cause, details: { program } },
        ),
      );
    });
    child.on('close', (code) => {
      resolve({ code, output: Buffer.concat(output), errors: Buffer.concat(errors).toString() });
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
