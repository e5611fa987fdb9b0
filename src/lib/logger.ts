import { systemClock, type Clock } from './clock.ts';

/** What a log line is about: ids, counts, codes. Never bodies of messages. */
export type LogContext = Record<string, unknown>;
type Level = 'debug' | 'info' | 'warn' | 'error';

// Contents of messages and everything that opens a door stay out of logs, whoever passes them.
const SECRET =
  /pass|secret|token|cookie|authorization|credential|ticket|pairing_?code|^text$|^body$|^phone$|^email$|^quote$/i;
const MAX_DEPTH = 4;
const MAX_STRING = 500;

const describeError = (error: Error, depth: number): LogContext => ({
  name: error.name,
  message: error.message.slice(0, MAX_STRING),
  stack: error.stack?.slice(0, 2000),
  ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
});

/** A copy that is safe to write: secret keys masked, errors readable, depth and length bounded. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return value.length > MAX_STRING ? `${value.slice(0, MAX_STRING)}…` : value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET.test(key) && inner !== null ? '[masked]' : redact(inner, depth + 1),
    ]),
  );
};

/** Writes JSON lines: context first, then words. */
export type Logger = Record<Level, (context: LogContext, message: string) => void> & {
  /** The same logger with more context on every line. */
  with(context: LogContext): Logger;
};

/** Workers' observability indexes logged objects; `write` gets one line of JSON. */
export const createLogger = (
  context: LogContext = {},
  clock: Clock = systemClock,
  write: (level: Level, line: string) => void = (level, line) => console[level](line),
): Logger => {
  const at =
    (level: Level) =>
    (more: LogContext, message: string): void => {
      const safe = redact({ ...context, ...more }) as LogContext;
      write(level, JSON.stringify({ at: new Date(clock.now()).toISOString(), level, message, ...safe }));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLogger({ ...context, ...more }, clock, write),
  };
};
