import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFacts } from './facts.ts';

const from = (text: string) =>
  findFacts([{ seq: 7, from: 'contact', text, at: 0 }]).map(({ key, value, quote }) => [key, value, quote]);

test.each([
  [
    'oi, meu nome é Marina Lopes e moro em Curitiba',
    [
      ['name', 'Marina Lopes', 'meu nome é Marina Lopes'],
      ['city', 'Curitiba', 'moro em Curitiba'],
    ],
  ],
  ['aqui é a ana, tudo bem?', [['name', 'ana', 'aqui é a ana']]],
  ['me chamo João da Silva', [['name', 'João da Silva', 'me chamo João da Silva']]],
  ['my name is Kate', [['name', 'Kate', 'my name is Kate']]],
  ['pode mandar pro Ana.Lima@exemplo.com.br', [['email', 'ana.lima@exemplo.com.br', 'Ana.Lima@exemplo.com.br']]],
  ['meu cep é 13010-100', [['cep', '13010-100', 'cep é 13010-100']]],
  ['cep 13010100', [['cep', '13010-100', 'cep 13010100']]],
  ['moro em são paulo capital', [['city', 'são paulo', 'moro em são paulo']]],
  ['sou de Belo Horizonte', [['city', 'Belo Horizonte', 'sou de Belo Horizonte']]],
])('%j states %j', (text, facts) => {
  expect(from(text)).toEqual(facts);
});

test.each([
  'aqui é a loja do João?',
  'moro em apartamento',
  'sou de confiança',
  'estou em casa',
  'vocês entregam em Valinhos?',
  'o código é 13010100',
  'telefone 13010-1000',
  'meu nome é',
  'o nome dela é Clara',
  'a@b',
])('%j states nothing', (text) => {
  expect(from(text)).toEqual([]);
});

test('a repeated statement is one fact, quoted from the last message that makes it', () => {
  const line = (seq: number, text: string) => ({ seq, from: 'contact' as const, text, at: 0 });
  expect(findFacts([line(1, 'me chamo Ana'), line(2, 'meu nome é ana')])).toEqual([
    { key: 'name', value: 'ana', quote: 'meu nome é ana', messageSeq: 2 },
  ]);
});

test('every quote is verbatim in its message, whatever the message is', () => {
  const openings = ['meu nome é ', 'me chamo ', 'aqui é a ', 'moro em ', 'cep ', 'I live in ', ''];
  const tail = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('Ana', 'são paulo', '13010-100', 'a.b@c.com.br', 'ANA MARIA e', 'Rio\nbom'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...openings), tail), { maxLength: 4 }), (pieces) => {
      const text = pieces.map((piece) => piece.join('')).join(' ');
      for (const fact of findFacts([{ seq: 1, from: 'contact', text, at: 0 }])) expect(text).toContain(fact.quote);
    }),
  );
});
