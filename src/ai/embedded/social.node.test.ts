import { expect, test } from 'vitest';
import { normalise } from './normalize.ts';
import { readSocial } from './social.ts';

const read = (text: string) => readSocial(normalise(text));

test.each([
  ['oi', 'hello', ['greeting']],
  ['Oiii gente', 'hello', ['greeting']],
  ['oi, bom dia!', 'morning', ['greeting']],
  ['boa noite, tudo bem?', 'evening', ['greeting', 'how_are_you']],
  ['good afternoon', 'afternoon', ['greeting']],
  ['muito obrigada!!', null, ['thanks']],
  ['vlw', null, ['thanks']],
  ['tchau, obrigado', null, ['bye', 'thanks']],
  ['ok', null, ['acknowledge']],
  ['não, obrigado', null, ['acknowledge', 'thanks']],
  ['vc é um robô?', null, ['robot']],
  ['are you a bot?', null, ['robot']],
  ['kkkkk', null, ['laugh']],
  ['KKKK kkk', null, ['laugh']],
  ['rs', null, ['laugh']],
  ['haha obrigada', null, ['thanks']],
  ['ok kkkk', null, ['acknowledge']],
  ['jajaja gracias', null, ['thanks']],
])('%j is social and leaves nothing to answer', (text, greeting, acts) => {
  expect(read(text)).toEqual({ greeting, acts, rest: [] });
});

test.each([
  ['oi vcs entregam hoje?', ['voces entregam hoje']],
  ['Bom dia! Aceita pix?', ['aceita pix']],
  ['boa tarde qual o horário', ['qual o horario']],
  ['obrigado, e onde fica?', ['e onde fica']],
  ['oitenta reais é o preço?', ['oitenta reais e o preco']],
  ['bom dia das mães tem promoção?', ['das maes tem promocao']],
  ['kkkk e entrega no RS?', ['e entrega no rs']],
  ['tem vitamina k?', ['tem vitamina k']],
  ['vocês consertam robô?', ['voces consertam robo']],
])('%j keeps its question', (text, rest) => {
  expect(read(text).rest).toEqual(rest);
});
