import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';

// No engine runs where these tests do: what is checked is that both files can be read, and what they promise.
const FOLDER = join(import.meta.dirname, '../docker');
const dockerfile = readFileSync(join(FOLDER, 'Dockerfile'), 'utf8');

/** Instructions in order, comments gone, continued lines joined. */
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
const of = (name: string): string[] => instructions.flatMap((one) => (one.name === name ? [one.rest] : []));

it('has a Dockerfile that the parser finds nothing wrong with', () => {
  expect(validate(dockerfile).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  expect(validate('FRM x').length).toBeGreaterThan(0);
});

it('builds on one exact version, and brings the browser, its fonts and an init along', () => {
  expect(of('FROM')).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/)]);
  const installed = of('RUN').find((line) => line.includes('apt-get install')) ?? '';
  for (const name of ['chromium', 'fonts-noto-color-emoji', 'tini', '--no-install-recommends'])
    expect(installed.split(' ')).toContain(name);
  expect(JSON.parse(of('ENTRYPOINT')[0] ?? '')).toEqual(['tini', '--', 'oconnector-bot']);
  expect(of('RUN').find((line) => line.includes('npm install'))).toContain('--ignore-scripts');
});

it('runs as nobody special, with its data in a volume of that user alone', () => {
  const names = instructions.map(({ name }) => name);
  expect(of('USER')).toEqual(['node']);
  expect(of('VOLUME')).toEqual(['["/data"]']);
  expect(of('RUN').some((line) => /--mode=0700 .*--owner=node .*\/data$/.test(line))).toBe(true);
  // Nothing is built as that user, and nothing runs as root.
  expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'));
  expect(of('ENV').join(' ')).toMatch(/DATA_DIR=\/data .*CHROME_PATH=\/usr\/bin\/chromium/);
  expect(of('HEALTHCHECK').join(' ')).toContain('CMD ["oconnector-bot", "health"]');
});

it('has a compose file that gives it a volume, shared memory, time to stop, and no rights', () => {
  const document = parseDocument(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8'), { strict: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  const { services, volumes } = document.toJS() as { services: Record<string, unknown>; volumes: object };
  expect(Object.keys(services)).toEqual(['bot']);
  expect(services['bot']).toMatchObject({
    build: '.',
    volumes: ['bot-data:/data'],
    shm_size: '256mb',
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    stop_grace_period: '30s',
    // On-failure would leave it off after a restart of the machine.
    restart: 'unless-stopped',
    environment: { CHANNEL: 'whatsapp-web', SERVER_URL: expect.stringMatching(/^\$\{SERVER_URL:\?/) as string },
  });
  expect(services['bot']).not.toHaveProperty('privileged');
  expect(Object.keys(volumes)).toEqual(['bot-data']);
});
