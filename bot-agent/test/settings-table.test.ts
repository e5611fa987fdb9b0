import { describe, expect, it } from 'vitest';
import { settingsTable } from '../scripts/package.ts';
import { ENV_DEFAULTS } from '../src/env.ts';

/** The rows of the table as name and default. */
const rows = settingsTable()
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', absent = '']) => ({ name: name.replaceAll('`', ''), absent }));

describe('the table of settings in docs/WHATSAPP.md', () => {
  it('has a row for every setting, and none for anything else', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(ENV_DEFAULTS).toSorted());
  });

  it.each(rows)('says the default of $name as it is', ({ name, absent }) => {
    const fallback = ENV_DEFAULTS[name];
    const isPlain = typeof fallback === 'string' ? fallback !== '' : typeof fallback === 'number';
    // Where there is no value, words may say what happens.
    expect(absent.startsWith('`') ? absent : null).toBe(isPlain ? `\`${String(fallback)}\`` : null);
  });
});
