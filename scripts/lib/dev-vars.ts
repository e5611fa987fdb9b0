import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Trouble } from './trouble.ts';

export type DevVars = Record<string, string> & { JWT_SECRET: string; SETUP_TOKEN: string };

// HS256 wants a key of at least 256 bits.
const MIN_SECRET_LENGTH = 32;
const REQUIRED = ['JWT_SECRET', 'SETUP_TOKEN'] as const;

const LINE = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;

const unquote = (raw: string): string | null => {
  const quote = raw[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') return raw.replace(/\s+#.*$/, '').trim();
  const end = raw.indexOf(quote, 1);
  if (end === -1 || !/^\s*(#.*)?$/.test(raw.slice(end + 1))) return null;
  const inner = raw.slice(1, end);
  return quote === '"' ? inner.replaceAll('\\n', '\n') : inner;
};

/**
 * Parses `KEY=value` lines: blank lines, `#` comments, `export`, and quotes are understood, nothing else is. Returns the
 * number of the first line that is none of these instead of guessing; never the line, which may hold a secret.
 */
export const parseDevVars = (text: string): { vars: Record<string, string> } | { badLine: number } => {
  const vars: Record<string, string> = {};
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const match = LINE.exec(line);
    const value = match?.[2] === undefined ? null : unquote(match[2]);
    if (!match?.[1] || value === null || value.includes('\0')) return { badLine: index + 1 };
    vars[match[1]] = value;
  }
  return { vars };
};

const fresh = (): string => {
  const secret = (): string => randomBytes(32).toString('base64url');
  return [
    '# Made by `npm start` for this machine only. .dev.vars.example says what each key is for.',
    `JWT_SECRET=${secret()}`,
    `SETUP_TOKEN=${secret()}`,
    '',
  ].join('\n');
};

const readText = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new Trouble(
      `${basename(file)} cannot be read (${code ?? 'unknown error'}): it must be a file that you may read. Make it readable (chmod 600), or delete it and a new one is made.`,
    );
  }
};

/** Reads the local secrets, making them when the file is missing. Throws a Trouble when the file is there but unusable. */
export const loadDevVars = async (file: string): Promise<{ vars: DevVars; created: boolean }> => {
  const existing = await readText(file);
  const text = existing ?? fresh();
  const name = basename(file);
  const parsed = parseDevVars(text);
  if ('badLine' in parsed) {
    throw new Trouble(
      `${name} line ${parsed.badLine} is not KEY=value: mend that line (see .dev.vars.example), or delete the file and a new one is made.`,
    );
  }
  for (const key of REQUIRED) {
    const value = parsed.vars[key];
    if (!value)
      throw new Trouble(
        `${name} has no ${key}: add it (see .dev.vars.example), or delete the file and a new one is made.`,
      );
    if (value.length < MIN_SECRET_LENGTH) {
      throw new Trouble(
        `${key} in ${name} is shorter than ${MIN_SECRET_LENGTH} characters: make it longer, or delete the file and a new one is made.`,
      );
    }
  }
  if (existing === null) {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw new Trouble(
        `${name} cannot be written (${error.code ?? 'unknown error'}): the project's folder must be writable.`,
      );
    });
  }
  return { vars: parsed.vars as DevVars, created: existing === null };
};
