import { fold } from '../../ai/embedded/normalize.ts';

/**
 * Whether a message as a whole asks for no more messages. Only whole messages count: `não quero mais receber boletos` and
 * `quero cancelar meu pedido` are about something else, and `não vou parar de comprar` is the opposite.
 */

/** A message longer than this says more than "stop"; the limit also bounds the patterns. */
const MAX_WORDS = 16;
const MAX_CHARACTERS = 240;

/** Words that change nothing: courtesy, address, urgency. They may stand before and after. */
const FILLER =
  '(?:por favor|por gentileza|pfvr?|pf|please|pls|plz|ok|oi|ola|bom dia|boa tarde|boa noite|hi|hello|hola|obrigad[oa]|obg|vlw|valeu|grat[oa]|thanks|thank you|gracias|ja|agora|now|ahora|logo|urgente|imediatamente|moc[oa]|senhora?|gente|pessoal|amig[oa]|voces|vcs|eu|i|yo|entao|so|apenas|chega)';

/** What is refused: messages as such. Anything more particular (a parcel, an invoice) is not an opt-out. */
const MESSAGES =
  '(?:(?:as|os|suas?|seus?|ess[ae]s?|est[ae]s?|mais|nenhuma?|qualquer|tant[ao]s?|nov[ao]s|outr[ao]s|todas as|todos os) )*(?:mensage[mn]s?|menssage[mn]s?|mensagns|msgs?|mgs|zaps?|whats|whatsapps?|propagandas?|anuncios?|promocao|promocoes|publicidades?|spams?|notificacao|notificacoes|contatos?|mkt|marketing|disparos?)';
/** As unnamed as it gets: counts only after a verb that can mean nothing but messages. */
const ANYTHING = '(?:(?:mais )?(?:nada|isso|disso))';
const FROM_YOU =
  '(?: (?:de|da|do|desse|deste|dessa|desta|por|pelo|no|nesse|neste|aqui|para|pra)(?: (?:voces?|vcs?|loja|empresa|numero|whatsapp|whats|zap|aqui|mim|meu|esse|este|o|a|no|do|celular|telefone))*)?';
const MORE = '(?: (?:mais|nunca mais|de novo|novamente))?';
const WISH = '(?:(?:quero|queria|desejo|gostaria de|preciso|pode|podem) )?';
const LIST =
  '(?: (?:da|dessa|desta|de) (?:suas? )?(?:listas?|lista de transmissao|transmissao|lista de mensagens|lista de contatos))';

const PT: readonly string[] = [
  `${WISH}(?:me deixa )?(?:sair|sairr|siar|sari)${LIST}?`,
  `${WISH}(?:parar|pare|parem|pareem|parra|pararr|prar|paar)(?: (?:tudo|isso|com isso))?`,
  `${WISH}(?:parar?|pare|parem|parae?|deixa|deixe|deixem) de (?:me )?(?:mandar|enviar|encher|perturbar|incomodar|contatar|chamar|escrever|mandarem|enviarem)(?: (?:me|para mim|pra mim|o saco))?(?: (?:${MESSAGES}|${ANYTHING}))?${FROM_YOU}${MORE}`,
  `${WISH}(?:parar|pare|parem) (?:com |de )${MESSAGES}${FROM_YOU}`,
  `${WISH}(?:cancelar|cancear|canselar|cancelr|cacelar|cncelar)`,
  `${WISH}(?:cancelar?|cancelem?|canselar|cancelr|cacelar|cncelar) (?:(?:o|a|os|as|meu|minha|esse|essa) )*(?:(?:recebimento|envio|envios) de )?(?:${MESSAGES}|inscricao)${FROM_YOU}`,
  `${WISH}(?:me )?(?:descadastrar|descadastra|descadastre|descadastro|descadastrem|descadrastar|desinscrev(?:er|a|am|e)|desincrever)(?: me)?${LIST}?`,
  `${WISH}me (?:remover|remova|removam|remove|excluir|exclua|excluam|exclui|tirar|tira|tire|tirem)${LIST}`,
  `${WISH}(?:remover|remova|removam|excluir|exclua|excluam|tirar|tire|tirem) me${LIST}`,
  `${WISH}(?:remover|remova|removam|remove|excluir|exclua|exclui|tirar|tira|tire|tirem|apagar|apaga|apague|apaguem|descadastrar|descadastre) (?:o )?meu (?:numero|contato|telefone)${LIST}?`,
  // `não quero mais receber (mensagens)`, `não me mande mais mensagens`
  `nao (?:quero|queria|desejo|gostaria de|aceito|autorizo) (?:mais receber|receber mais|mais ser contatad[oa]|mais que me (?:mandem|enviem|chamem))(?: (?:${MESSAGES}|${ANYTHING}))?${FROM_YOU}${MORE}`,
  `nao (?:quero|queria|desejo|gostaria de|aceito|autorizo) (?:(?:mais )?receber )?${MESSAGES}${FROM_YOU}${MORE}`,
  `nao (?:me )?(?:mandem?|mandar?|enviem?|enviar?|chamem?|perturbem?|escrevam?)(?: (?:me|para mim|pra mim))?(?: mais)? ${MESSAGES}${FROM_YOU}${MORE}`,
  `nao me (?:mandem?|manda|enviem?|envia|chamem?|chama|perturbem?|incomodem?|escrevam?|contatem?)(?: nunca)? (?:mais(?: nada)?|nada|mais nada)${FROM_YOU}`,
  `como (?:eu )?(?:faco|fazer|posso fazer) (?:para|pra) (?:sair${LIST}|parar de receber ${MESSAGES}|me descadastrar)${FROM_YOU}`,
  '(?:me )?deix(?:a|e|em) (?:me )?em paz',
  `chega de ${MESSAGES}${FROM_YOU}`,
];

const EN: readonly string[] = [
  '(?:stop|stopp|stpo|sotp|stop all|stopall|unsubscribed?|unsubcribe|unsuscribe|unsub|opt ?out|cancel|remove me)',
  '(?:i want to |i would like to |want to )?(?:unsubscribe|opt out)(?: me)?(?: from (?:this|your|the|all) (?:list|lists|messages))?',
  '(?:please )?(?:stop|quit) (?:messaging|texting|contacting|writing|spamming)(?: me)?(?: (?:now|again|anymore|any more))?',
  '(?:stop|quit) sending(?: me)?(?: (?:any|these|this|those|your|more))*(?: (?:messages?|texts?|msgs?|spam|ads|stuff))?(?: (?:now|again|anymore|any more))?',
  '(?:stop|cancel) (?:all |these |the |your |my )?(?:messages?|texts?|notifications|subscription)',
  '(?:remove|delete|take) (?:me|my number) (?:from|off) (?:your|this|the) (?:list|lists|database)',
  '(?:i )?(?:dont|don t|do not) (?:want|wanna|wish)(?: to)?(?: get| receive| have)?(?: (?:any|more|these|your|this))*(?: (?:messages?|texts?|msgs?|spam|ads))(?: (?:from you|anymore|any more|again))*',
  '(?:dont|don t|do not) (?:message|text|contact|write to|write) me(?: (?:anymore|any more|again|ever again))?',
  'no more (?:messages?|texts?|msgs?|spam|ads)(?: (?:from you))?',
  'leave me alone',
];

const ES: readonly string[] = [
  '(?:quiero |deseo )?(?:salir|baja|darme de baja|dar de baja|dame de baja|denme de baja|desuscribir|desuscribirme|desuscribirse|detener|detengan|basta|paren|cancelar suscripcion|cancelar la suscripcion)(?: de (?:la|esta) lista)?',
  '(?:dejen?|deja|paren?|para) de (?:mandar|mandarme|enviar|enviarme|escribir|escribirme|molestar|molestarme)(?: (?:mas|mensajes?|publicidad|spam|esto|eso|sus|estos))*',
  'no (?:quiero|deseo) (?:recibir )?(?:mas |sus |estos )*(?:mensajes?|publicidad|spam)(?: (?:suyos|de ustedes|por favor))*',
  'no (?:quiero|deseo) recibir(?: (?:mas|nada|nada mas))?',
  'no me (?:manden?|mandes|envien?|envies|escriban?|escribas)(?: (?:mas|mensajes?|publicidad|nada))+',
  'no me (?:escriban?|molesten?|contacten?) mas',
];

/** Asking to come back counts only from someone who opted out. */
const BACK: readonly string[] = [
  `${WISH}(?:voltar|volta|volte|voltem|votlar|volar|volltar|voltarr|voltei)(?: a (?:me )?(?:receber|mandar|enviar|falar|conversar)(?: ${MESSAGES})?)?${FROM_YOU}`,
  `(?:quero|queria|desejo|gostaria de|pode|podem) (?:receber|me mandar|me enviar)(?: de novo| novamente)? ${MESSAGES}${FROM_YOU}(?: (?:de novo|novamente|sim))?`,
  '(?:start|unstop|resubscribe|subscribe|opt ?in|come back|i want to come back|i want messages again|resume)',
  '(?:quiero )?(?:volver|vuelvan?|regresar)(?: a recibir(?: mensajes?)?)?',
];

const whole = (patterns: readonly string[]): RegExp =>
  new RegExp(`^(?:${FILLER} )*(?:${patterns.join('|')})(?: ${FILLER})*$`, 'u');

const OUT = whole([...PT, ...EN, ...ES]);
const IN = whole(BACK);

/** Lower case, no accents, repeated letters once: `PARAAAR!!` is `parar`. Emoji and punctuation are nothing. */
const plain = (text: string): string | null => {
  if (text.length > MAX_CHARACTERS) return null;
  const list =
    fold(text)
      .replace(/(\p{L})\1{2,}/gu, '$1')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return list.length === 0 || list.length > MAX_WORDS ? null : list.join(' ');
};

/** `pode cancelar?` asks about an order; a question must name what it wants to end. */
const WORDS_OF_A_QUESTION = 5;

const says = (pattern: RegExp, text: string): boolean => {
  const words = plain(text);
  if (words === null || (/[?¿]/u.test(text) && words.split(' ').length < WORDS_OF_A_QUESTION)) return false;
  return pattern.test(words);
};

/** Whether a message of a contact asks for no more messages, in Portuguese, English or Spanish, with their usual typos. */
export const asksToStop = (text: string): boolean => says(OUT, text);

/** Whether a message asks to get messages again. Only to be asked about a contact that opted out. */
export const asksToComeBack = (text: string): boolean => says(IN, text);
