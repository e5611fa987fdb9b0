import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, splitSentences } from './sentences.ts';

const texts = (text: string) => splitSentences(text).map((sentence) => sentence.text);

test.each([
  ['Entregamos hoje. A taxa é R$ 12,00.', ['Entregamos hoje.', 'A taxa é R$ 12,00.']],
  ['Ficamos na Av. Brasil, 1.200. Venha!', ['Ficamos na Av. Brasil, 1.200.', 'Venha!']],
  ['Ligue p/ o Dr. Silva. Ele atende.', ['Ligue p/ o Dr. Silva.', 'Ele atende.']],
  [
    'Veja https://loja.example/a.b?c=1 agora. Depois volte.',
    ['Veja https://loja.example/a.b?c=1 agora.', 'Depois volte.'],
  ],
  ['Horário:\n- Seg a sex: 9h às 18h\n- Sáb: 9h às 13h', ['Horário:\n- Seg a sex: 9h às 18h\n- Sáb: 9h às 13h']],
  [
    'Uma linha que foi quebrada no meio porque era comprida demais para\no editor. Outra frase.',
    ['Uma linha que foi quebrada no meio porque era comprida demais para\no editor.', 'Outra frase.'],
  ],
])('%j', (text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test('every sentence is verbatim, in order, and nothing but white space is left out', () => {
  const text = fc.array(
    fc.oneof(
      fc.constantFrom('. ', '\n', '- ', '1. ', 'Av. ', '! ', 'R$ 1.000,00', 'Oi', ' '),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      text.map((parts) => parts.join('')),
      (whole) => {
        const sentences = splitSentences(whole);
        let at = 0;
        for (const sentence of sentences) {
          expect(whole.slice(sentence.start, sentence.end)).toBe(sentence.text);
          expect(whole.slice(at, sentence.start).trim()).toBe('');
          at = sentence.end;
        }
        expect(whole.slice(at).trim()).toBe('');
      },
    ),
  );
});

test('a quote is shown without bullets and Markdown, its words untouched', () => {
  expect(plainText('- **Segunda**: 9h\n* Sábado: [mapa](https://a.example/x)')).toBe(
    'Segunda: 9h\nSábado: mapa: https://a.example/x',
  );
});

/** Numbers as they stand: digits with what joins them, such as `1.200,00` and `9:30`. */
const numbersIn = (text: string): string[] => text.match(/\p{N}+(?:[.,:]\p{N}+)*/gu) ?? [];

test.each([
  'O frete para fora da cidade custa, em qualquer dia da semana, R$\n15. Pedidos acima de R$ 200 não pagam.',
  'Abrimos às\n9) e fechamos tarde.',
  '1. Escolha a planta\n2. Pague com Pix',
])('a price is never taken for the number of a list item: %j', (text) => {
  const said = splitSentences(text).map((sentence) => plainText(sentence.text));
  expect(numbersIn(said.join('\n'))).toEqual(numbersIn(text));
});

test('a price that begins a wrapped line stays in its sentence', () => {
  const first = 'O frete para fora da cidade custa, em qualquer dia da semana, R$\n15.';
  expect(texts(`${first} Pedidos acima de R$ 200 não pagam.`)).toEqual([first, 'Pedidos acima de R$ 200 não pagam.']);
});

test('every number of a text stands, as it is, in exactly its sentence as it is said, and no other does', () => {
  const glue = fc.constantFrom(
    '. ',
    '\n',
    '- ',
    '* ',
    ') ',
    ' ',
    '',
    '**',
    '__',
    '`',
    '[',
    '](',
    ')',
    '#',
    '\n# ',
    '\n- ',
    ',',
    ':',
    'R$',
    'Oi',
    'frete',
  );
  const number = fc.oneof(
    fc.integer({ min: 0, max: 1_200 }).map(String),
    fc.constantFrom('1.', '15.', '2)', '1.200,00', '9:30', '12,50'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(glue, number), { maxLength: 30 }).map((parts) => parts.join('')),
      (text) => {
        const sentences = splitSentences(text);
        expect(sentences.flatMap((sentence) => numbersIn(sentence.text))).toEqual(numbersIn(text));
        for (const sentence of sentences) expect(numbersIn(plainText(sentence.text))).toEqual(numbersIn(sentence.text));
      },
    ),
    { numRuns: 1_000 },
  );
});
