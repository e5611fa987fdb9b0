import compile from 'icu-minify/compile';
import { describe, expect, it } from 'vitest';
import connectEn from './connect.en.json' with { type: 'json' };
import connectPt from './connect.pt-BR.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import knowledgeEn from './knowledge.en.json' with { type: 'json' };
import knowledgePt from './knowledge.pt-BR.json' with { type: 'json' };
import leadEn from './lead.en.json' with { type: 'json' };
import leadPt from './lead.pt-BR.json' with { type: 'json' };
import playbookEn from './playbook.en.json' with { type: 'json' };
import playbookPt from './playbook.pt-BR.json' with { type: 'json' };
import pt from './pt-BR.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] satisfies [string, string]] : flat(value, `${path}${key}.`),
  );

/** The names that a message asks for. */
const variables = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/gu)].map(([, name = '']) => name))].sort();

describe('messages', () => {
  const [portuguese, english] = [
    new Map(flat({ ...pt, connect: connectPt, knowledge: knowledgePt, lead: leadPt, playbook: playbookPt })),
    new Map(flat({ ...en, connect: connectEn, knowledge: knowledgeEn, lead: leadEn, playbook: playbookEn })),
  ];

  it('stand in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...portuguese.keys()].sort());
  });

  it('ask for the same values in both', () => {
    for (const [key, words] of portuguese)
      expect([key, variables(english.get(key) ?? '')]).toEqual([key, variables(words)]);
  });

  it('can all be compiled', () => {
    for (const words of [...portuguese.values(), ...english.values()]) expect(() => compile(words)).not.toThrow();
  });
});
