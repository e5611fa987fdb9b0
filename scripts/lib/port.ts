import { createServer } from 'node:net';
import { Trouble } from './trouble.ts';

const free = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      // No IPv6 on this machine: nobody can be there.
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(true);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** Whether nothing listens on the port on either loopback: `localhost` may mean both. */
export const portIsFree = async (port: number): Promise<boolean> =>
  (await free(port, '127.0.0.1')) && (await free(port, '::1'));

/** The wanted port or the next free one above it, at most `tries` on. */
export const nextFreePort = async (
  wanted: number,
  isFree: (port: number) => Promise<boolean> = portIsFree,
  tries = 100,
): Promise<number> => {
  const last = Math.min(wanted + tries - 1, 65_535);
  for (let port = wanted; port <= last; port++) {
    if (await isFree(port)) return port;
  }
  throw new Trouble(`No free port between ${wanted} and ${last}: set PORT to another one.`);
};

/** Reads PORT: 1–65535, 8787 when unset. */
export const parsePort = (text: string | undefined, fallback = 8787): number => {
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Trouble(`PORT must be a number from 1 to 65535, not "${text.slice(0, 20)}".`);
  return port;
};
