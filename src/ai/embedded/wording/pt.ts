import { oneOf, type Wording } from './wording.ts';

const OPENING = 'Não sei se entendi bem.';

const sobre = (thing: string | null): string => (thing === null ? '' : ` sobre ${thing}`);

export const pt: Wording = {
  greetings: { hello: 'Oi', morning: 'Bom dia', afternoon: 'Boa tarde', evening: 'Boa noite' },
  introduce: (business) =>
    business === null
      ? 'Sou o assistente virtual daqui. Como posso te ajudar?'
      : `Sou o assistente virtual da equipe ${business}. Como posso te ajudar?`,
  again: 'Em que posso te ajudar?',
  howAreYou: 'Tudo bem por aqui, obrigado por perguntar!',
  thanks: 'Por nada! Se precisar de mais alguma coisa, é só chamar 😊',
  bye: 'Até mais! Quando precisar, é só chamar por aqui 😊',
  acknowledge: 'Combinado! Se surgir outra dúvida, é só mandar 😊',
  robot: (business) =>
    `Sou um assistente virtual${business === null ? '' : ` da equipe ${business}`}: respondo com as informações que a equipe deixou aqui.`,
  leads: ['', 'Olha só:', 'É assim:'],
  anythingElse: 'Se quiser saber mais alguma coisa, é só perguntar 😊',
  unknown: [
    (thing) => `Poxa, não tenho essa informação aqui${sobre(thing)}, então não sei te responder com certeza.`,
    (thing) => `Essa eu também não sei: não tenho essa informação aqui${sobre(thing)}.`,
  ],
  partlyUnknown: 'Sobre o resto da sua mensagem, não tenho essa informação aqui: não sei te responder.',
  clarify: (titles) => `${OPENING} Você quer saber sobre ${oneOf(titles, ' ou ')}?`,
  clarifyOpening: OPENING,
  offer: 'Quer que eu chame uma pessoa da equipe?',
  unreadable: 'Recebi, mas por aqui eu só consigo ler mensagens de texto. Você pode me escrever?',
};
