import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, splitSentences } from './sentences.ts';

const texts = (text: string) => splitSentences(text).map((sentence) => sentence.text);

test.each([
  ['Entregamos hoje. A taxa é R$ 12,00.', ['Entregamos hoje.', 'A taxa é R$ 12,00.']],
  ['Ficamos na Av. Brasil, 1.200. Venha!', ['Ficamos na Av. Brasil, 1.200.', 'Venha!']],
  ['Ligue p/ o Dr. Silva. Ele atende.', ['Ligue p/ o Dr. Silva.', 'Ele atende.']],
  ['Veja https://loja.example/a.b?c=1 agora. Depois volte.', ['Veja https://loja.example/a.b?c=1 agora.', 'Depois volte.']],
  ['Horário:\n- Seg a sex: 9h às 18h\n- Sáb: 9h às 13h', ['Horário:\n- Seg a sex: 9h às 18h\n- Sáb: 9h às 13h']],
  ['Uma linha que foi quebrada no meio porque era comprida demais para\no editor. Outra frase.', ['Uma linha que foi quebrada no meio porque era comprida demais para\no editor.', 'Outra frase.']],
])('%j', (text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test('every sentence is verbatim, in order, and nothing but white space is left out', () => {
  const text = fc.array(fc.oneof(fc.constantFrom('. ', '\n', '- ', '1. ', 'Av. ', '! ', 'R$ 1.000,00', 'Oi', ' '), fc.string({ maxLength: 12 })), { maxLength: 30 });
  fc.assert(
    fc.property(text.map((parts) => parts.join('')), (whole) => {
      const sentences = splitSentences(whole);
      let at = 0;
      for (const sentence of sentences) {
        expect(whole.slice(sentence.start, sentence.end)).toBe(sentence.text);
        expect(whole.slice(at, sentence.start).trim()).toBe('');
        at = sentence.end;
      }
      expect(whole.slice(at).trim()).toBe('');
    }),
  );
});

test('a quote is shown without bullets and Markdown, its words untouched', () => {
  expect(plainText('- **Segunda**: 9h\n* Sábado: [mapa](https://a.example/x)')).toBe('Segunda: 9h\nSábado: mapa: https://a.example/x');
});
