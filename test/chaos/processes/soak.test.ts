import { expect, it } from 'vitest';
import { DENSE, floorsOf } from './floors.ts';
import { runProcesses } from './run.ts';

const SECONDS = 60;
const SEED = 1;

// `npm run chaos` does this for five minutes, and for an hour with `--nightly`.
it(`${SECONDS} s of kills, failpoints and a bad line under real processes break no promise`, async () => {
  const said: string[] = [];
  const { violations, tooLittle } = await runProcesses({
    seconds: SECONDS,
    seed: SEED,
    load: DENSE,
    floors: floorsOf(DENSE, SECONDS),
    log: (line) => said.push(line),
  });
  process.stdout.write(`\n${said.filter((line) => line.startsWith(' ')).join('\n')}\n`);
  expect(violations).toEqual([]);
  // A run that did little proves little.
  expect(tooLittle).toEqual([]);
});
