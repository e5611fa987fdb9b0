import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Analysis, MemoryLine } from '../../assistant.ts';
import { fold } from '../normalize.ts';
import { cep, cnpj, cpf, email, phone } from './contact.ts';
import { budget } from './money.ts';
import { place } from './place.ts';
import { bedrooms, employees, orderId, quantity } from './sale.ts';
import { authority, company, name, need, role } from './self.ts';
import { readText, without, type Found, type Grammar } from './text.ts';
import { date, deadline, time } from './when.ts';

type FoundFact = Analysis['facts'][number];

/**
 * In this order; what one has understood the next ones do not see: the digits of a CPF are no phone, the day of a deadline is no
 * appointment. Those of `BESIDE` leave what they read to the others.
 */
const GRAMMARS: readonly Grammar[] = [
  email,
  cnpj,
  cpf,
  cep,
  phone,
  place,
  orderId,
  bedrooms,
  employees,
  budget,
  deadline,
  date,
  time,
  quantity,
];
const BESIDE: readonly Grammar[] = [name, role, company, need, authority];

/** Characters of one message that the grammars read. */
const MAX_READ = 4_096;

/** The day of what is needed is when it is needed by, and so is one that was asked for: `Para quando você precisa?` */
const withDeadlines = (found: readonly Found[], asked: BantField | null): Found[] => {
  const needs = found.filter(({ key }) => key === 'need');
  const isOfNeed = (day: Found): boolean => needs.some(({ start, end }) => start <= day.start && day.end <= end);
  return found.map((one) =>
    one.key === 'date' && (asked === 'timeline' || isOfNeed(one)) ? { ...one, key: 'deadline' } : one,
  );
};

const inLine = (line: MemoryLine, asked: BantField | null): FoundFact[] => {
  const whole = readText(line.text.slice(0, MAX_READ));
  let text = whole;
  const found: Found[] = [];
  for (const grammar of GRAMMARS) {
    const more = grammar(text);
    found.push(...more);
    text = without(text, more);
  }
  for (const grammar of BESIDE) found.push(...grammar(whole));
  return withDeadlines(found, asked)
    .map(({ key, value, start, end }) => ({
      key,
      value,
      quote: whole.original.slice(start, end).trim(),
      messageSeq: line.seq,
      start,
    }))
    .filter(({ value, quote }) => quote !== '' && value !== '')
    .toSorted((left, right) => left.start - right.start)
    .map(({ key, value, quote, messageSeq }) => ({ key, value, quote, messageSeq }));
};

/**
 * What the contact states, with the words that state it, verbatim. Values are plain: numbers as digits, phones as E.164, a CEP as
 * `13010-100`, cities as IBGE spells them, days and times as they were said. The last statement of a key and value wins over its
 * repetitions. `asked`: what the contact was asked for before. Pure.
 */
export const findFacts = (burst: readonly MemoryLine[], asked: BantField | null = null): FoundFact[] => {
  const found = new Map<string, FoundFact>();
  for (const fact of burst.flatMap((line) => inLine(line, asked))) found.set(`${fact.key} ${fold(fact.value)}`, fact);
  return [...found.values()];
};
