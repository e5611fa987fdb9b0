import { describe, expect, it } from 'vitest';
import { pairsOf } from './pairs.ts';

const pair = (question: string, answer: string, alternatives = '') => ({ question, answer, alternatives });

describe('pairs of questions and answers as they are typed', () => {
  it('take one other wording a line, and no empty one', () => {
    expect(pairsOf([pair(' Abrem sábado? ', 'Sim, até 13h.', 'sabado abre?\n\n  funciona sab? ')])).toEqual([
      { question: 'Abrem sábado?', answer: 'Sim, até 13h.', alternatives: ['sabado abre?', 'funciona sab?'] },
    ]);
  });

  it('leave an empty one out, and refuse one that is begun', () => {
    expect(pairsOf([pair('A?', 'b'), pair('', '')])).toHaveLength(1);
    expect(pairsOf([pair('A?', 'b'), pair('C?', '')])).toBeNull();
    expect(pairsOf([pair('A?', 'b'), pair('', '', 'outra')])).toBeNull();
    expect(pairsOf([pair('', ' ')])).toBeNull();
  });
});
