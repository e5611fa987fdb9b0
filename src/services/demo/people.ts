import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { dice } from './dice.ts';

const FIRST =
  `Mariana João Beatriz Rafael Larissa Pedro Camila Lucas Juliana Gustavo Fernanda Thiago Patrícia Bruno Aline Felipe Renata
Diego Vanessa André Priscila Leonardo Tatiane Marcelo Débora Rodrigo Simone Eduardo Carla Vinícius Luana Ricardo Bianca Fábio Cristina
Matheus Sílvia Henrique Elaine Daniel Rosângela Caio Letícia Sérgio Natália Antônio Gabriela Murilo Sandra Otávio Yasmin Paulo Raquel
Igor Heloísa Márcio Isabela Wesley Teresa Alexandre Lívia Júlio Eliane Kauã Sofia Nelson Manuela Roberto Cecília Davi`.split(
    /\s+/,
  );
const LAST =
  `Silva Santos Oliveira Souza Lima Pereira Costa Ferreira Rodrigues Almeida Nascimento Araújo Carvalho Gomes Martins Rocha Ribeiro
Barbosa Moreira Cardoso Teixeira Nogueira Tanaka Yamamoto Bianchi Romano Haddad Farias Monteiro Batista Campos Freitas Vieira Pinto
Moura Cavalcanti Dias Castro Andrade Correia`.split(/\s+/);
// Mostly the capital, as for a shop there; then its surroundings and people from elsewhere.
const AREA_CODES = [11, 11, 11, 11, 11, 11, 11, 11, 12, 13, 15, 19, 21, 31, 41, 71, 81];
// How some people call themselves on WhatsApp.
const NICKNAMES = [
  'Bia 🌻',
  'Zé da Padaria',
  'mãe do Theo',
  'Nanda ✨',
  'Studio Aurora',
  'Seu Alfredo',
  'Lu',
  'Condomínio Itamaraty',
  'Tati 🐱',
  'Dr. Maurício',
  'Vó Cida',
  'Rê 💚',
];

/** A made-up contact: who they are on WhatsApp. */
export type Person = { pushName: string | null; firstName: string; aliases: Alias[] };

// Nobody's numbers: no Brazilian mobile begins with 90. Every index has its own, for the step is prime to the range.
const phoneOf = (index: number, area: number): string =>
  `+55${area}90${String((index * 37_651 + 114_207) % 10_000_000).padStart(7, '0')}`;

/** The person at this index: always the same one. */
export const personAt = (index: number): Person => {
  const roll = dice(9_001 + index);
  const firstName = FIRST[index % FIRST.length] ?? 'Ana';
  const last = LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length] ?? 'Silva';
  const nickname = index % 17 === 5 ? NICKNAMES[Math.floor(index / 17) % NICKNAMES.length] : undefined;
  const fullName = roll.chance(0.25) ? firstName : `${firstName} ${last}`;
  const phone: Alias = { kind: 'phone', value: phoneOf(index, roll.pick(AREA_CODES)) };
  const lid: Alias = { kind: 'lid', value: String(70_000_000_000_000 + index * 123_456_789) };
  // WhatsApp hides some phones behind an @lid, and some people have no name set.
  const aliases = index % 29 === 11 ? [lid] : roll.chance(0.2) ? [phone, lid] : [phone];
  return { pushName: index % 41 === 30 ? null : (nickname ?? fullName), firstName: nickname ? '' : firstName, aliases };
};
