import { expect, test } from 'vitest';
import { stem } from './stem.ts';

test.each([
  ['entrega', 'entregas', 'entregam', 'entregar', 'entregamos'],
  ['horario', 'horarios'],
  ['troca', 'trocas', 'trocar', 'trocam', 'trocamos', 'trocado', 'trocados'],
  ['planta', 'plantas'],
  ['regar', 'rego', 'regue', 'regam'],
  ['flor', 'flores'],
  ['aceita', 'aceitam', 'aceitamos', 'aceitar'],
  ['parcelar', 'parcelamento', 'parceladas', 'parcela'],
])('%s and its forms share a stem', (word, ...forms) => {
  expect(new Set([word, ...forms].map(stem)).size).toBe(1);
});

test('short words and numbers keep what tells them apart', () => {
  expect(['pix', 'rua', '15h', '2026'].map(stem)).toEqual(['pix', 'rua', '15h', '2026']);
});
