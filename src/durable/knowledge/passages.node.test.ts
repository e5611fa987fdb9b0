import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitDocument } from './passages.ts';

const split = (text: string, title = 'Loja') =>
  splitDocument({ title, text }).map((piece) => [piece.title, piece.text]);

test('headings give their title to what stands under them', () => {
  expect(
    split(
      '# Entrega\nEntregamos em toda a cidade, de segunda a sábado.\n\nHORÁRIO\n\nDas 9h às 18h.\n\nFormas de pagamento:\n- Pix\n- Cartão',
    ),
  ).toEqual([
    ['Entrega', 'Entregamos em toda a cidade, de segunda a sábado.'],
    ['HORÁRIO', 'Das 9h às 18h.'],
    ['Formas de pagamento', '- Pix\n- Cartão'],
  ]);
});

test.each([
  ['P: Aceita Pix?\nR: Sim, aceitamos.\n\nP: Tem vaga?\nR: Duas.'],
  ['Pergunta: Aceita Pix?\nResposta: Sim, aceitamos.\nPergunta: Tem vaga?\nResposta: Duas.'],
  ['Aceita Pix?\nSim, aceitamos.\n\nTem vaga?\nDuas.'],
  ['Q: Aceita Pix?\r\nA: Sim, aceitamos.\r\n\r\nQ: Tem vaga?\r\nA: Duas.'],
])('a question titles its answer, and pairs never join: %j', (text) => {
  expect(split(text)).toEqual([
    ['Aceita Pix?', 'Sim, aceitamos.'],
    ['Tem vaga?', 'Duas.'],
  ]);
});

test('an answer of several lines stays one passage', () => {
  expect(split('P: Quais os horários?\nR: Segunda a sexta: 9h\nSábado: 10h')).toEqual([
    ['Quais os horários?', 'Segunda a sexta: 9h\nSábado: 10h'],
  ]);
});

test('short paragraphs of a section join, long ones stay apart', () => {
  const long = 'Uma frase que tem um tamanho razoável para um parágrafo. '.repeat(4).trim();
  expect(
    split(`Aceitamos Pix.\n\nNão aceitamos cheque.\n\n${long}\n\n${long}`).map(([, text]) => text?.length),
  ).toEqual(['Aceitamos Pix.\n\nNão aceitamos cheque.'.length + 2 + long.length, long.length]);
});

test('a long paragraph is cut between sentences', () => {
  const sentence = 'Esta é uma frase comum, de um texto que alguém escreveu sem parágrafos. ';
  const pieces = split(sentence.repeat(40).trim());
  expect(pieces.length).toBeGreaterThan(3);
  for (const [, text] of pieces) expect(text).toMatch(/^Esta é[^]*parágrafos\.$/u);
});

test('a document without text has no passages', () => {
  expect(split(' \n\n \t')).toEqual([]);
});

test('whatever the document is, passages are verbatim, in order, apart, and of bounded size', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\n\n',
      '# Título\n',
      'P: Qual?\n',
      'R: ',
      'A: ',
      'Lista:\n',
      '- item\n',
      'Fim. ',
      '\r\n',
      '?',
      '🙂',
      '\ud800',
      '\0',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constant('palavra '.repeat(120)),
    fc.constant('x'.repeat(1_500)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      let at = 0;
      for (const { text: body, start, end } of splitDocument({ title: 'T', text })) {
        expect(text.slice(start, end)).toBe(body);
        expect(start).toBeGreaterThanOrEqual(at);
        expect(body.length).toBeGreaterThan(0);
        expect(body.length).toBeLessThanOrEqual(900);
        at = end;
      }
    }),
  );
}, 60_000);

test('prose loses nothing to the split', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('Frase curta.', 'Outra frase, um pouco mais comprida do que a primeira.', '\n\n', '\n', ' '),
        { maxLength: 60 },
      ),
      (parts) => {
        // A bare short line between blank ones is a heading; the full stops above keep these from being one.
        const text = parts.join('');
        const kept = splitDocument({ title: 'T', text })
          .map((piece) => piece.text)
          .join('');
        expect(kept.replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
      },
    ),
  );
});
