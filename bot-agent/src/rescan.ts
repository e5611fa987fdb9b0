/** A history that could not be read is tried again so soon, ever more slowly. */
const RETRY_MS = 2_000;
const RETRY_AT_MOST_MS = 60_000;

export type RescanOptions = {
  /** Reads the history; resolves to whether all of it was read. */
  scan: () => Promise<boolean>;
  mayScan: () => boolean;
  /** After each attempt. */
  onScanned: () => void;
  /** Ends early when nothing is to be read any more. */
  sleep: (ms: number) => Promise<void>;
};

/** A way to have the history read, whenever something may have been missed, until it is read completely or may not be any more. */
export const openRescan = ({ scan, mayScan, onScanned, sleep }: RescanOptions): (() => Promise<void>) => {
  let isRunning = false;
  return async () => {
    if (!mayScan()) return;
    // A loop that tries again will come by; what is asked for now need not wait for it.
    if (isRunning) return void (await scan());
    isRunning = true;
    try {
      for (let waitMs = RETRY_MS; mayScan(); waitMs = Math.min(2 * waitMs, RETRY_AT_MOST_MS)) {
        const complete = await scan();
        onScanned();
        if (complete) return;
        await sleep(waitMs);
      }
    } finally {
      isRunning = false;
    }
  };
};
