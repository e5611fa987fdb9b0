/**
 * Named places where the process can be made to die, for the tests of what survives it:
 * `FAILPOINT=after_intent:kill` sends SIGKILL to this process the first time it gets there, and
 * `FAILPOINT=after_intent:kill:3` the third time. Without the variable `hit` does nothing.
 */
const NAMES = [
  'before_journal',
  'after_journal',
  'after_intent',
  'after_wa_accept',
  'before_report',
  // Of a file on its way up: from WhatsApp, onto the disk, to the server.
  'after_download',
  'after_store_file',
  'before_bring',
  'after_bring',
] as const;
export type FailpointName = (typeof NAMES)[number];
export type Hit = (name: FailpointName) => void;

/** Reads the FAILPOINT setting; null when it has not the form `name:kill[:n]`. */
export const parseFailpoint = (text: string): { name: string; count: number } | null => {
  const [, name, count] = /^(\w+):kill(?::([1-9]\d*))?$/.exec(text) ?? [];
  return NAMES.some((one) => one === name) && name !== undefined ? { name, count: Number(count ?? 1) } : null;
};

export const failpoints = (
  setting: { name: string; count: number } | null,
  kill: () => void = () => process.kill(process.pid, 'SIGKILL'),
): Hit => {
  if (!setting) return () => {};
  let left = setting.count;
  return (name) => {
    if (name === setting.name && --left === 0) kill();
  };
};
