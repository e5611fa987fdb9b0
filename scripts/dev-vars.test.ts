import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDevVars, parseDevVars } from './lib/dev-vars.ts';
import { Trouble } from './lib/trouble.ts';

describe('parseDevVars', () => {
  it.each([
    ['KEY=value', { KEY: 'value' }],
    ['  KEY = value  ', { KEY: 'value' }],
    ['export KEY=value', { KEY: 'value' }],
    ['KEY="a b # c"', { KEY: 'a b # c' }],
    ['KEY=\'a "b"\' # why', { KEY: 'a "b"' }],
    ['KEY="a\\nb"', { KEY: 'a\nb' }],
    ['KEY=a=b==', { KEY: 'a=b==' }],
    ['KEY=value # a comment', { KEY: 'value' }],
    ['KEY=a#b', { KEY: 'a#b' }],
    ['KEY=', { KEY: '' }],
    ['\uFEFFKEY=1\r\n\r\n# comment\r\nOTHER=2\r\n', { KEY: '1', OTHER: '2' }],
    ['KEY=1\nKEY=2', { KEY: '2' }],
    ['', {}],
  ])('reads %j', (text, vars) => {
    expect(parseDevVars(text)).toEqual({ vars });
  });

  it.each([
    ['no assignment', 1],
    ['KEY=1\n\n=2', 3],
    ['KEY=1\nMY-KEY=2', 2],
    ['KEY="never closed', 1],
    ['KEY="a" b', 1],
    ['KEY=a\0b', 1],
    ['{"KEY": "json"}', 1],
  ])('names the line it does not understand in %j', (text, badLine) => {
    expect(parseDevVars(text)).toEqual({ badLine });
  });
});

describe('loadDevVars', () => {
  const strong = 'x'.repeat(32);
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'oconnector-vars-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const refusal = async (file: string): Promise<string> => {
    try {
      await loadDevVars(file);
    } catch (error) {
      if (error instanceof Trouble) return error.message;
      throw error;
    }
    throw new Error('it was accepted');
  };

  it('makes secrets once, for the owner alone, and finds them again', async () => {
    const file = join(dir, '.dev.vars');
    const made = await loadDevVars(file);
    expect(made.created).toBe(true);
    expect(made.vars.JWT_SECRET).not.toBe(made.vars.SETUP_TOKEN);
    expect(made.vars.JWT_SECRET.length).toBeGreaterThanOrEqual(43);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadDevVars(file)).toEqual({ vars: made.vars, created: false });
  });

  it('keeps what else a person wrote there', async () => {
    const file = join(dir, '.dev.vars');
    await writeFile(file, `JWT_SECRET=${strong}\nSETUP_TOKEN=${strong}\nMORE=1\n`);
    expect((await loadDevVars(file)).vars).toEqual({ JWT_SECRET: strong, SETUP_TOKEN: strong, MORE: '1' });
  });

  it('says what to do about a malformed file, without showing what stands in it', async () => {
    const file = join(dir, '.dev.vars');
    await writeFile(file, `JWT_SECRET=${strong}\nhunter2 hunter2\n`);
    const said = await refusal(file);
    expect(said).toMatch(/^\.dev\.vars line 2 .*delete the file/);
    expect(said).not.toContain('hunter2');
    expect(await readFile(file, 'utf8')).toContain('hunter2');
  });

  it.each([
    ['a secret that is missing', `JWT_SECRET=${strong}\n`, /has no SETUP_TOKEN/],
    ['a secret that is empty', `JWT_SECRET=\nSETUP_TOKEN=${strong}\n`, /has no JWT_SECRET/],
    ['a secret that is too short', `JWT_SECRET=short\nSETUP_TOKEN=${strong}\n`, /JWT_SECRET .* shorter than 32/],
  ])('refuses %s', async (_, text, sentence) => {
    const file = join(dir, '.dev.vars');
    await writeFile(file, text);
    const said = await refusal(file);
    expect(said).toMatch(sentence);
    expect(said).toContain('delete the file');
  });

  it('says so when it cannot be read', async () => {
    // A folder of that name cannot be read by anybody, root included.
    await mkdir(join(dir, '.dev.vars'));
    expect(await refusal(join(dir, '.dev.vars'))).toMatch(/cannot be read \(EISDIR\)/);
  });

  it('says so when it cannot be written', async () => {
    const file = join(dir, 'gone', '.dev.vars');
    expect(await refusal(file)).toMatch(/cannot be written \(ENOENT\)/);
  });
});
