import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Unrecoverable } from '../../service.ts';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome.exe'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Switches of every browser of ours. */
export const BROWSER_ARGS: readonly string[] = [
  // Chromium's sandbox refuses to start for root, whom containers run as; nobody else goes without it.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  // Containers give /dev/shm 64 MB.
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
  // A page that nobody looks at must not be slowed down.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser to use: CHROME_PATH, else the system's Chrome or Chromium. Throws `Unrecoverable` when there is none. */
export const findChrome = (wanted: string | null, path = process.env['PATH'] ?? ''): string => {
  if (wanted !== null) {
    if (isExecutable(wanted)) return wanted;
    throw new Unrecoverable(
      `CHROME_PATH is ${wanted}, which cannot be run: name the browser's executable, or unset it.`,
    );
  }
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES].find(isExecutable);
  if (found !== undefined) return found;
  throw new Unrecoverable('No Chrome or Chromium was found: install one, or set CHROME_PATH to its executable.');
};

const PLATFORM: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'X11; Linux x86_64',
  darwin: 'Macintosh; Intel Mac OS X 10_15_7',
  win32: 'Windows NT 10.0; Win64; x64',
};

/**
 * The user agent of this browser with a window, by what `--version` prints (`Chromium 156.0.1.2`): the library's own is
 * years old, and a headless browser's says that it is one. False leaves the browser's own.
 */
export const userAgentOf = (version: string, platform: NodeJS.Platform = process.platform): string | false => {
  const major = /(\d+)\.\d+\.\d+/.exec(version)?.[1];
  const system = PLATFORM[platform];
  if (major === undefined || system === undefined) return false;
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
};

/** What the browser says of its version; throws `Unrecoverable` when it does not start at all. */
export const chromeVersion = (file: string): Promise<string> =>
  process.platform === 'win32'
    ? // Prints nothing there, and opens a window.
      Promise.resolve('')
    : new Promise((resolve, reject) => {
        execFile(file, ['--version'], { timeout: 20_000 }, (error, stdout, stderr) => {
          if (!error) return resolve(stdout.trim());
          const why = (stderr || error.message).trim().split('\n')[0] ?? '';
          reject(
            new Unrecoverable(
              `The browser ${file} does not start (${why}): install what it lacks, or set CHROME_PATH.`,
            ),
          );
        });
      });
