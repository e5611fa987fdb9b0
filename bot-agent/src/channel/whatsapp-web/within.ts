/** A call into the page did not come back in time: the page is busy, or dead without having said so. */
export class CallTimeout extends Error {
  override readonly name = 'CallTimeout';
}

/**
 * The result of a call into the page, or a rejection when it takes longer than `ms` or `signal` aborts (the browser is
 * gone). What the call does in the page goes on; its late result is dropped.
 */
export const within = <T>(ms: number, what: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const gone = () => settle(() => reject(new CallTimeout(`${what}: the browser is gone`)));
    const timer = setTimeout(() => settle(() => reject(new CallTimeout(`${what}: no answer in ${ms} ms`))), ms);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', gone);
      done();
    };
    if (signal.aborted) return gone();
    signal.addEventListener('abort', gone, { once: true });
    call().then(
      (value) => settle(() => resolve(value)),
      (thrown: unknown) => settle(() => reject(thrown instanceof Error ? thrown : new Error(String(thrown)))),
    );
  });
