import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { videoFramesFromFile } from '../node.js';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const reason = hasFfmpeg ? '' : ' (skipped: ffmpeg is not installed here)';
const WIDTH = 16;
const HEIGHT = 12;
const COUNT = 10;
const size = { width: WIDTH, height: HEIGHT };

let folder = '';
let clip = '';

/** Grey value of a pixel of the test's clip: other for each frame and place. */
function grey(frame: number, pixel: number): number {
  return (frame * 23 + pixel * 3) % 256;
}

function frame(number: number): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => grey(number, pixel));
}

/** A program in ffmpeg's place: runs a body of JavaScript in which `args` are its arguments. */
async function program(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vsa-video-'));
  clip = join(folder, '-my clip.y4m');
  const frames = Array.from({ length: COUNT }, (_, number) => [
    Buffer.from('FRAME\n'),
    Buffer.from(frame(number)),
  ]);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F25:1 Ip A1:1 Cmono\n`);
  await writeFile(clip, Buffer.concat([header, ...frames.flat()]));
});
afterAll(() => rm(folder, { recursive: true }));

describe('videoFramesFromFile', () => {
  it.skipIf(!hasFfmpeg)(`decodes every frame in order${reason}`, async () => {
    const data = await videoFramesFromFile(clip, { ...size, frames: COUNT });
    expect(data).toMatchObject({ shape: [COUNT, 192], height: HEIGHT, width: WIDTH, channels: 1 });
    const expected = Array.from({ length: COUNT }, (_, number) => frame(number)).flat();
    expect(data.values).toEqual(Float32Array.from(expected, (value) => value / 255));
  });

  it.skipIf(!hasFfmpeg)(`takes frames from a first one at a step${reason}`, async () => {
    const data = await videoFramesFromFile(clip, { ...size, frames: 3, first: 2, step: 3 });
    const expected = [2, 5, 8].flatMap(frame);
    expect(data.values).toEqual(Float32Array.from(expected, (value) => value / 255));
  });

  it.skipIf(!hasFfmpeg)(`scales, and gives colours${reason}`, async () => {
    const data = await videoFramesFromFile(clip, { width: 8, height: 6, frames: 2, colour: 'rgb' });
    expect(data).toMatchObject({ shape: [2, 144], height: 6, width: 8, channels: 3 });
    const [red, green, blue] = data.values;
    expect([green, blue]).toEqual([red, red]);
    // The area of four pixels: 0, 3, 48 and 51 of 255, mean 25.5; one level for the scaler's rounding, one for the change of colours.
    expect(Math.abs((red ?? NaN) * 255 - 25.5)).toBeLessThanOrEqual(2.5);
  });

  it.skipIf(!hasFfmpeg)(`says how many frames there are when they are too few${reason}`, async () => {
    await expect(videoFramesFromFile(clip, { ...size, frames: 11 })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/expected 11 frames in .*, got 10; ask for fewer/) as string,
    });
  });

  it.skipIf(!hasFfmpeg)(`says so when the file is no video${reason}`, async () => {
    const path = join(folder, 'text.mp4');
    await writeFile(path, 'no video');
    await expect(videoFramesFromFile(path)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(
        /expected a video that ffmpeg can decode in .*text\.mp4, got: .+/,
      ) as string,
    });
  });

  it('says what to install when there is no ffmpeg', async () => {
    await expect(videoFramesFromFile(clip, { ffmpeg: join(folder, 'absent') })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/expected the program .*absent.*ENOENT; install ffmpeg/) as string,
    });
  });

  it('asks ffmpeg for raw frames and reads what it writes', async () => {
    const ffmpeg = await program(
      'writes',
      `require('node:fs').writeFileSync(__dirname + '/args.json', JSON.stringify(args)); process.stdout.write(Buffer.from([0, 51, 255, 102]));`,
    );
    const data = await videoFramesFromFile(clip, { width: 2, height: 1, frames: 2, ffmpeg });
    expect([...data.values]).toEqual([...Float32Array.of(0, 0.2, 1, 0.4)]);
    expect(data.shape).toEqual([2, 2]);
    const { default: args } = (await import(join(folder, 'args.json'), { with: { type: 'json' } })) as {
      default: string[];
    };
    expect(args).toContain(`file:${clip}`);
    expect(args.join(' ')).toContain('-frames:v 2 -pix_fmt gray -f rawvideo pipe:1');
  });

  it('speaks to older releases in their words', async () => {
    const ffmpeg = await program(
      'older',
      `if (args.includes('-fps_mode')) { console.error("Unrecognized option 'fps_mode'."); process.exit(1); }
       process.stdout.write(Buffer.from(args.includes('-vsync') ? [255] : []));`,
    );
    const data = await videoFramesFromFile(clip, { width: 1, height: 1, frames: 1, ffmpeg });
    expect([...data.values]).toEqual([1]);
  });

  it('tells what ffmpeg said last when it fails', async () => {
    const ffmpeg = await program('fails', `console.error('first\\nmoov atom not found'); process.exit(3);`);
    await expect(videoFramesFromFile(clip, { ffmpeg })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/got: moov atom not found\./) as string,
    });
  });

  it('refuses bad input before it starts anything', async () => {
    for (const options of [{ width: 0 }, { height: 1.5 }, { frames: -1 }, { step: 0 }, { first: -1 }]) {
      await expect(videoFramesFromFile(clip, options)).rejects.toThrow(RangeError);
    }
    const colour = 'blue' as unknown as 'grey';
    await expect(videoFramesFromFile(clip, { colour })).rejects.toThrow(/grey or rgb, got "blue"/);
    await expect(videoFramesFromFile(3 as unknown as string)).rejects.toThrow(TypeError);
    await expect(videoFramesFromFile(join(folder, 'none.mp4'))).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/expected a video in .*none\.mp4, got ENOENT/) as string,
    });
  });
});
