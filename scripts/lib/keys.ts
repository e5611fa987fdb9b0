import { spawn } from 'node:child_process';
import { plain, pointer, warn } from './steps.ts';

/** Opens an address in the system's browser. Where there is none, the address on the screen is all there is. */
const openInBrowser = (url: string): void => {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .once('error', () => {})
    .unref();
};

/** Listens for single keys when a person sits at a terminal: q quits, o opens with a fresh link, r says how to reseed. */
export const listenForKeys = (actions: { quit: () => void; freshLink: () => Promise<string> }): void => {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  const open = async (): Promise<void> => {
    const link = await actions.freshLink();
    pointer('Open', link);
    openInBrowser(link);
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', (key: string) => {
    // In raw mode Ctrl-C and Ctrl-D arrive as characters, not as a signal.
    if (key === 'q' || key === '\u0003' || key === '\u0004') actions.quit();
    else if (key === 'o') open().catch(() => warn('no link now: the Worker does not answer'));
    else if (key === 'r') plain('To begin again with a fresh demo: q, then npm run reset, then npm start');
  });
  stdin.unref();
};

/** Gives the terminal back as it was. */
export const stopListening = (): void => {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
};
