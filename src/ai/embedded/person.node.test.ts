import { expect, test } from 'vitest';
import { asksForPerson, saysYes } from './person.ts';

test.each([
  'quero falar com um atendente',
  'Posso falar com uma pessoa?',
  'me passa pra um humano por favor',
  'atendente',
  'quero atendimento humano',
  'chama alguém aí',
  'me transfere pro gerente',
  'tem alguém aí?',
  'não consigo falar com ninguém, quero um atendente',
  'não quero falar com robô, quero falar com uma pessoa',
  'prefiro ser atendida por uma pessoa',
  'can I talk to a human please',
  'I want to speak with someone',
  'human agent',
  'quiero hablar con una persona',
  'pásame con un agente',
])('%j asks for a person', (text) => {
  expect(asksForPerson(text)).toBe(true);
});

test.each([
  'não quero falar com atendente, só saber o horário',
  'nao precisa chamar ninguem',
  'não precisa chamar uma pessoa',
  'quantas pessoas cabem na mesa?',
  'vocês atendem pessoa física?',
  'é presente para uma pessoa especial',
  'quero um presente para alguém especial',
  'como o atendente embrulha o presente?',
  'I do not want to talk to a human',
  'no quiero hablar con una persona',
  'gostaria de falar sobre a entrega',
])('%j does not', (text) => {
  expect(asksForPerson(text)).toBe(false);
});

test.each([
  'sim',
  'Quero!',
  'pode chamar',
  'sim, por favor',
  'pode sim',
  'claro',
  'ok',
  'yes please',
  'sí',
  '👍',
  'quero sim, obrigada',
])('%j accepts the offer', (text) => {
  expect(saysYes(text)).toBe(true);
});

test.each(['pode parcelar?', 'quero saber o preço do vaso', 'não', 'não precisa', 'sim?', 'e onde fica?', ''])(
  '%j does not accept it',
  (text) => {
    expect(saysYes(text)).toBe(false);
  },
);
