import type { HeldReason } from '@oconnector/protocol/model/knowledge.ts';

/**
 * Text that is meant for the assistant and not for customers. The embedded assistant quotes and obeys nothing; a model may. Nothing is
 * lost by a false alarm: a person reads the passage and releases it.
 */

/** Unicode's tags and zero-width characters in a row: nobody sees them. One alone is a slip of a word processor, and a joiner stands in emoji. */
const HIDDEN = /[\u200b\u200c\u2060\u2061-\u2064\u00ad\ufeff]{2}|\u200d{3}|[\u{e0000}-\u{e007f}]{4}/u;

/** What separates or imitates the parts of a prompt. */
const PROMPT_MARKS =
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|instructions?)>|^\s*#{2,}\s*(?:system|assistant|instruction)s?\b|^\s*(?:system|assistant|sistema|assistente)\s*(?:prompt)?\s*:/imu;

/** Folded: no accents, lower case. Each is an order that only makes sense to who writes an answer. */
const ORDERS: readonly RegExp[] = [
  // "ignore todas as instruções anteriores", "disregard the rules above", "olvida tus instrucciones"
  /\b(?:ignor\w*|desconsider\w*|esque[cç]\w*|disregard|forget|override|olvid\w*|descart\w*)\b[^.!?\n]{0,40}\b(?:instruc\w+|regras?|orienta\w+|diretriz\w*|prompts?|instructions?|rules|guidelines|reglas|politicas? (?:acima|anterior\w*))\b/u,
  /\b(?:voce|vc) (?:agora )?(?:e|sera|passa a ser) (?:um|uma) (?:assistente|ia|bot|chatbot|modelo|robo)\b|\byou are (?:now |no longer )(?:a|an|the)?\b|\bact as (?:a|an|the)\b|\bfinja (?:ser|que)\b|\bpretend (?:to be|that|you)\b/u,
  // Speaking to the assistant by name, with an order behind it.
  /\b(?:assistente|chatbot|modelo de linguagem|inteligencia artificial|language model|ai model|ai assistant|ai system)\b\s*[,:][^.!?\n]{0,60}\b(?:voce|you|responda|diga|confirme|envie|ofereca|informe|reply|answer|say|tell|send|confirm)\b/u,
  // "em sua resposta, mencione", "in your response", "to your reply"
  /\b(?:in|to|of|for|reverse|write|render|modify|augment|represent|encode|translate) your (?:answer|response|reply|output)\b|\b(?:na|em|da) (?:sua|tua) resposta\b|\ben (?:tu|su) respuesta\b/u,
  /\b(?:reveal|repeat|print|show|output|revele|repita|mostre|imprima|revela|muestra)\b[^.!?\n]{0,30}\b(?:system prompt|prompt|your instructions|suas instrucoes|tus instrucciones)\b/u,
  /\b(?:diga|informe|responda|confirme|fale|ofereca|prometa) (?:sempre |apenas |so |somente )?(?:ao?s?|para os?|pros?) clientes? (?:que|um|o)\b|\b(?:tell|inform) (?:the |every |all )?(?:customers?|users?) (?:that|to)\b/u,
  /\b(?:responda|reply|respond|answer) (?:(?:sempre|apenas|so|somente|only|always) (?:com|em|with|in|using)|using)\b/u,
  // "quando alguém perguntar, responda que…", "você deve sempre terminar as respostas com…"
  /\b(?:quando|se) (?:alguem|algum cliente|(?:o|um) cliente|te) perguntar\w*\b[^.!?\n]{0,30}[,:]?\s*\b(?:responda|diga|recomende|informe|fale)\b|\b(?:when|if) (?:someone|anybody|anyone|(?:a|the) customer) asks\b[^.!?\n]{0,40}\b(?:say|tell|answer|recommend)\b/u,
  /\b(?:voce|vc|you|chatbot|assistente)\b[^.!?\n]{0,30}\b(?:deve|devera|tem que|must|should)\b[^.!?\n]{0,30}\b(?:(?:as|suas) respostas|your (?:answers|replies))\b/u,
  /\bao? responder (?:a |ao |aos |qualquer )?(?:usuario|cliente|pergunta)\w*\b[^.!?\n]{0,10}[,:]?\s*(?:diga|inclua|mencione|use|escreva|adicione)\b/u,
  // A piece of writing that is ordered: "Provide insights into the market", "escreva um poema". Customers are asked for no such thing.
  /(?:^|[.!?:\n]\s*)(?:please )?(?:provide|write|create|generate|compose|draft|offer|give|suggest|share|present|list|explain|describe|summari[sz]e|analy[sz]e|discuss|recommend|outline)(?: me| us)?\b[^.!?\n]{0,25}\b(?:insights?|overview|poem|story|essay|article|analysis|joke|tips|advice|strateg(?:y|ies)|examples|facts|comparison|trends|history|benefits|techniques|tutorial|statistics)\b/mu,
  /(?:^|[.!?:\n]\s*)(?:escreva|crie|gere|elabore|componha|redija|forneca|escribe|genera|redacta|proporciona)\b[^.!?\n]{0,25}\b(?:insights?|poema|historia|redacao|ensaio|ensayo|artigo|articulo|analise|analisis|piada|chiste|dicas|consejos|estrategias?|exemplos|ejemplos|estatisticas|tendencias|tutorial)\b/mu,
];

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u2060\u00ad\ufeff]/gu, '')
    .toLowerCase();

/** Why a text must be read by a person before it is searched; null when it need not. Pure. */
export const suspicionOf = (text: string): HeldReason | null => {
  if (HIDDEN.test(text)) return 'hidden_text';
  if (PROMPT_MARKS.test(text)) return 'prompt_marks';
  const folded = fold(text);
  return ORDERS.some((order) => order.test(folded)) ? 'orders' : null;
};
