import * as z from 'zod/mini';

/** Where the next page begins: behind this key. */
export type Cursor = { sort: 'recent' | 'waiting'; key: number; contactId: string };

const Shape = z.tuple([z.enum(['recent', 'waiting']), z.int(), z.string().check(z.maxLength(64))]);

export const writeCursor = ({ sort, key, contactId }: Cursor): string => btoa(JSON.stringify([sort, key, contactId]));

/** Null for one that we did not write, or that belongs to another order: the list then begins at its beginning. */
export const readCursor = (text: string | null, sort: Cursor['sort']): Cursor | null => {
  if (text === null) return null;
  try {
    const parsed = Shape.safeParse(JSON.parse(atob(text)));
    if (!parsed.success || parsed.data[0] !== sort) return null;
    return { sort, key: parsed.data[1], contactId: parsed.data[2] };
  } catch {
    return null;
  }
};
