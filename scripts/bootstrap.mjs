// Runs before `npm start` and `npm test` on whatever Node the machine has (20 or newer), so: plain JavaScript, nothing
// imported but Node itself. It installs the locked packages, among them Node 24, which npm then puts first on the PATH
// of the script that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.oconnector-lock');

const say = (text) => process.stderr.write(`  ${text}\n`);
const fail = (text) => {
  say(`✗ ${text}`);
  process.exit(1);
};

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lockHash();

const install = () => {
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  // Standard output belongs to `--json`; whatever npm has to say goes to standard error.
  return spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
  });
};

const main = () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    fail(
      `Node ${process.versions.node} is too old to install with: get Node 20 or newer from https://nodejs.org and run this again.`,
    );
  if (installed()) return;
  say('… Installing packages (about a minute, only when package-lock.json has changed)');
  const started = Date.now();
  const { status, error } = install();
  if (error) fail(`npm could not be run: ${error.message}. Is npm installed?`);
  if (status !== 0)
    fail('npm ci failed; what it said stands above. Check the network or the registry and run this again.');
  const node = spawnSync(join(root, 'node_modules', '.bin', 'node'), ['--version'], { encoding: 'utf8' });
  if (node.status !== 0 || Number(/^v(\d+)/.exec(node.stdout)?.[1]) < 24) {
    fail(
      'Node 24 did not arrive with the packages: npm must be allowed to run install scripts (check that ignore-scripts is not set), then delete node_modules and run this again.',
    );
  }
  writeFileSync(stamp, `${lockHash()}\n`);
  say(`✓ Packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
};

main();
