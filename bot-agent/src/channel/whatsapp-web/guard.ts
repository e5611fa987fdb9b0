import { reasonOf, type Log } from '../../log.ts';

/** Whether something was thrown inside the library or the driver of the browser. */
export const isLibrarys = (reason: unknown): boolean =>
  reason instanceof Error &&
  /node_modules[\\/](whatsapp-web\.js|puppeteer|puppeteer-core)[\\/]/.test(reason.stack ?? '');

/**
 * Keeps this process alive when the library rejects where nobody waits: it has asynchronous handlers for events of the
 * page, which fail whenever the page goes away under them. Whatever matters of that is watched elsewhere (`Life`). A
 * rejection of ours stays what it is, a bug that ends the process. Returns how to stop.
 */
export const guardLibrary = (log: Log): (() => void) => {
  const onRejection = (reason: unknown): void => {
    if (!isLibrarys(reason)) throw reason instanceof Error ? reason : new Error(reasonOf(reason));
    log.warn('library_rejected', { reason: reasonOf(reason) });
  };
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
};
