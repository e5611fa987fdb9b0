/** What `npm start` says while it works: on standard error, so that standard output is free for `--json`. */
const write = (text: string): void => void process.stderr.write(`${text}\n`);

export const done = (text: string): void => write(`  ✓ ${text}`);
export const busy = (text: string): void => write(`  … ${text}`);
export const warn = (text: string): void => write(`  ! ${text}`);
export const pointer = (label: string, value: string): void => write(`  ➜ ${label.padEnd(9)} ${value}`);
export const plain = (text: string): void => write(`  ${text}`);
