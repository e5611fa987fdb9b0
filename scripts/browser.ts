import { execFile } from 'node:child_process';
import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { withLock } from './lib/lock.ts';
import { ROOT } from './lib/paths.ts';
import { Trouble } from './lib/trouble.ts';

/** A browser that can be started headless: for playwright-core's `chromium.launch`. */
export type Browser = { executablePath: string; args: string[]; env: Record<string, string> };

// Containers run as root, where Chromium's sandbox refuses to start, and give /dev/shm 64 MB.
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const firstExecutable = async (files: readonly string[]): Promise<string | null> => {
  for (const file of files) if (await isExecutable(file)) return file;
  return null;
};

/** The system's Chrome or Chromium, or null. */
export const systemBrowser = (path = process.env['PATH'] ?? ''): Promise<string | null> => {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return firstExecutable([...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC_APPS]);
};

const answersVersion = (executable: string, env: Record<string, string>): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(
      executable,
      ['--no-sandbox', '--version'],
      { env: { ...process.env, ...env }, timeout: 20_000 },
      (error, _stdout, stderr) => resolve(error ? (stderr || error.message).trim() : null),
    );
  });

const PACKAGE_BIN = join(ROOT, 'node_modules/@sparticuz/chromium/bin');
const UNPACKED = join(ROOT, 'dist/browser');
const EXECUTABLE = join(UNPACKED, 'chromium');

/** Unpacks the browser that ships inside an npm package, once, and whole or not at all. */
const unpack = async (): Promise<void> => {
  if (await isExecutable(EXECUTABLE)) return;
  const fresh = `${UNPACKED}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const before = process.env['TMPDIR'];
  // The package writes where the temporary folder is, under names that anybody could have put there first.
  process.env['TMPDIR'] = fresh;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate(join(PACKAGE_BIN, 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  await rm(UNPACKED, { recursive: true, force: true });
  await rename(fresh, UNPACKED);
};

const packagedBrowser = async (): Promise<Browser> => {
  await withLock(join(ROOT, 'dist/browser.lock.db'), unpack);
  const executablePath = EXECUTABLE;
  // The package's own fonts.conf looks for its fonts in /tmp; without any font every text of a page is empty.
  const fonts = { FONTCONFIG_FILE: join(ROOT, 'scripts/browser-fonts.conf') };
  // NSS and NSPR come with the package too, for systems that lack them.
  const withLibraries = { ...fonts, LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib') };
  if ((await answersVersion(executablePath, fonts)) === null)
    return { executablePath, args: [...ARGS, '--no-zygote'], env: fonts };
  const problem = await answersVersion(executablePath, withLibraries);
  if (problem === null) return { executablePath, args: [...ARGS, '--no-zygote'], env: withLibraries };
  throw new Trouble(
    `The browser that ships with the packages does not start here (${problem.split('\n')[0] ?? ''}): install Chrome or Chromium, or set CHROME_PATH.`,
  );
};

/**
 * Finds a browser: `CHROME_PATH`, else the system's, else the one inside `@sparticuz/chromium`. `CHROME_PATH=packaged`
 * asks for the last one. Throws a Trouble when none starts.
 */
export const findBrowser = async (env: Record<string, string | undefined> = process.env): Promise<Browser> => {
  const wanted = env['CHROME_PATH'];
  if (wanted && wanted !== 'packaged') {
    if (!(await isExecutable(wanted)))
      throw new Trouble(`CHROME_PATH is ${wanted}, which cannot be run: name the browser's executable, or unset it.`);
    return { executablePath: wanted, args: ARGS, env: {} };
  }
  const system = wanted === 'packaged' ? null : await systemBrowser(env['PATH']);
  return system ? { executablePath: system, args: ARGS, env: {} } : await packagedBrowser();
};
