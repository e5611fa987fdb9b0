/** One event of the process. Values are ids, counts and reasons, never bodies or secrets. */
export type Log = {
  debug(event: string, data?: Record<string, unknown>): void;
  info(event: string, data?: Record<string, unknown>): void;
  warn(event: string, data?: Record<string, unknown>): void;
  error(event: string, data?: Record<string, unknown>): void;
};

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** Writes each event as one JSON line. */
export const jsonLog = (least: Level, write: (line: string) => void, now: () => number = Date.now): Log => {
  const at =
    (level: Level) =>
    (event: string, data: Record<string, unknown> = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...data })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The words of a thrown thing, for a log line. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
