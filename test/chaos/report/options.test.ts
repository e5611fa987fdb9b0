import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

const read = (line: string) => readOptions(line.split(' ').filter(Boolean));

it('without arguments everything runs in its quick size', () => {
  expect(read('')).toEqual({ options: { nightly: false, report: false, help: false } });
});

it.each([
  '--nightly --report',
  '--layer processes --nightly --report',
  '--layer sim --seed 12 --path 0:1:1',
  '--layer sim --seed 1 --seeds 50',
  '--layer processes --seed 3 --seconds 60',
  '--layer processes --nightly --seconds 180',
  '--layer cases --row 22',
  '--layer whatsapp --row 12',
  '--seed 7',
])('%s is understood', (line) => {
  expect(read(line)).toHaveProperty('options');
});

it.each([
  ['--layer everything', '--layer must be one of sim, cases, mutants, processes, whatsapp'],
  ['--seed x', '--seed must be a whole number'],
  ['--seed -1', 'Option'],
  ['--seconds 60', '--seconds needs --layer processes'],
  ['--layer processes --seconds 1', '--seconds must be between 10 and 86400'],
  ['--layer sim --path 1:2', '--path needs --seed'],
  ['--layer mutants --seed 1', '--seed needs --layer sim or --layer processes'],
  ['--seed 1 --report', '--report is for whole parts'],
  ['--layer sim --seeds 60 --nightly', '--nightly has its own size'],
  ['--layer processes --seconds 60 --report', '--report is for whole parts'],
  ['--row 3', '--row needs --layer cases'],
  ['--fast', "Unknown option '--fast'"],
])('%s is refused in words', (line, words) => {
  expect(read(line)).toEqual({ wrong: expect.arrayContaining([expect.stringContaining(words)]) });
});
