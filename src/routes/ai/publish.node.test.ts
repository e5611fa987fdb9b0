import { expect, test } from 'vitest';
import { ApiError } from '../../middleware/api-error.ts';
import { demandPublished } from './publish.ts';

const PUT = {
  documentId: 'doc_a',
  title: 'Loja',
  kind: 'text',
  state: 'ready',
  failure: null,
  progress: null,
  version: 2,
  passages: 1,
  characters: 5,
  held: 0,
  origin: null,
  updatedAt: 0,
  published: false,
  superseded: false,
  broken: [],
} as const;
const put = (more: object) => ({ ...PUT, broken: [], ...more });
const why = (more: object): string => {
  try {
    demandPublished(put(more), 'checked');
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
  }
  return 'published';
};

test('K10 who sent a text that another source took the place of is told so, and nothing of golden questions', () => {
  expect(why({ superseded: true })).toMatch(/^conflict: outra fonte/u);
  expect(why({})).toMatch(/^conflict: perguntas de ouro/u);
  expect(why({ published: true })).toBe('published');
  expect(demandPublished(put({}), 'dry')).toMatchObject({ published: false });
});
