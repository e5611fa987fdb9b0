import { fold, words } from '../normalize.ts';

/**
 * How a text gives the assistant orders. No guard rests on it: what the assistant says is quoted or checked whatever a text
 * orders. It only adds weight to a hand-over.
 */
type Rule = { weight: number; pattern: RegExp };
const rule = (weight: number, ...sources: string[]): Rule => ({
  weight,
  pattern: new RegExp(`(?<![a-z])(?:${sources.join('|')})`, 'u'),
});

const RULES_OF_US =
  '(?:instruc[a-z]*|instruct[a-z]*|regras?|rules?|reglas?|ordens|orders?|ordenes|diretrizes|guidelines|directrices|comandos?|prompts?|politicas?|policies|policy|restric[a-z]*|restrictions|limites|filtros?|filters?|tudo (?:que|o que) (?:te|lhe|voce|foi)|programacao|programming|configurac[a-z]*|configuration|inputs?|context[oa]?|training|system prompt|all (?:previous|prior))';
const IGNORE =
  '(?:ignor[a-z]*|esque[cç][a-z]*|desconsider[a-z]*|desobede[a-z]*|descart[a-z]*|forget|disregard|override|bypass|overwrite|olvid[a-z]*|omit[a-z]*|nao siga|pare de seguir|sem seguir|burl[a-z]*|quebr[ae] )';

const RULES: readonly Rule[] = [
  rule(
    0.8,
    `${IGNORE}(?: [a-z]+){0,5} ${RULES_OF_US}`,
    `${IGNORE}(?: (?:tudo|todas|todos|everything|todo|all|o que))(?: [a-z]+){0,5} (?:falaram|disseram|disse|ensinaram|antes|acima|anterior(?:es)?|above|before|told|previous|you know|dijeron|mandaram|programaram)`,
    'ignore (?:a loja|o sistema|the (?:shop|store|system))',
    '(?:mandando|mando|ordeno) (?:voce|vc|que)',
  ),
  rule(0.7, `${IGNORE} (?:tudo|everything|todo)(?: [a-z]+){0,6} (?:agora|now|ahora|fal[ae]|diga|say)`),
  rule(
    0.8,
    '(?:system|sistema|initial|inicial|original|hidden|secret|seu|sua|your|tu|tus|suas|seus)(?: [a-z]+){0,2} (?:prompts?|instructions?|instruc[a-z]*|regras internas|internal rules|reglas internas|configuration|configuracao inicial|system message)(?: (?:is|e|are|sao))?(?![a-z])(?! (?:de|do|da|for|to|of) (?:uso|lavagem|montagem|use|assembly|washing|care|cuidado))',
    'prompt (?:de|do|of) sistema|prompt inicial|system prompt|prompt del sistema|system_prompt|display system configuration|system (?:configuration|instructions?)',
    '(?:primeira|first|primera) (?:instruc[a-z]*|instruction|mensagem de sistema)',
    'regras internas|internal rules|reglas internas',
  ),
  rule(
    0.7,
    '(?:repeat|print|output|show|display|reveal|copy|paste|recite|write|translate|summari[sz]e)(?: [a-z]+){0,4} (?:the |this |all )?(?:text|words|content|entire conversation|everything|conversation|message)(?: [a-z]+){0,3} (?:above|before|verbatim|word for word|in full|so far|back to me)',
    'word for word|palavra por palavra|palabra por palabra|verbatim',
    '(?:repit[a-z]*|repet[a-z]*|imprim[a-z]*|copi[a-z]*|mostr[a-z]*|revel[a-z]*|muestr[a-z]*|dime)(?: [a-z]+){0,3} (?:o que|tudo|todo|lo que)(?: [a-z]+){0,4} (?:acima|anterior|antes desta|arriba|escrito)',
    'beginning with you are|starting with you are|text above|everything above',
  ),
  rule(
    0.8,
    '(?:revel[a-z]*|diga|dime|diz|me (?:da|de|passa|passe|manda|mande)|mostr[a-z]*|envi[a-z]*|preciso d[oa]|give me|tell me|show me|fornec[a-z]*|quero)(?: [a-z]+){0,4} (?:senhas?|password|contrasena|token(?: de acesso)?|api key|chave de api|credenciais|credentials|variaveis de ambiente)(?! (?:do|de|da|del|of|para o) (?:wifi|wi fi|meu|minha|internet|site|aplicativo|app))',
    '(?:senha|contrasena|password) (?:e|do painel|del panel|do sistema|do admin|of the admin)(?! como)(?=.*(?:revel|dime|diga|diz|dono|dueno|autoriz))',
    'imprim[a-z]* as variaveis|environment variables|variaveis de ambiente|codigo do cofre|cat etc passwd|rm rf|select from|drop table',
  ),
  rule(
    0.7,
    '(?:act|behave|aja|actua|atue|responda) (?:como|as)(?: [a-z]+){0,5} (?:administrador|admin|administrator|terminal|humano|human|pirata|dan|hacker|linux|root|developer|desenvolvedor|unfiltered|gpt|an? ai|ia|fake|evil|character)',
    '(?:finja|finge|pretend|imagine|simul[ae]|simulate|imagina|suponha|faca de conta|faz de conta|hag[ae] de cuenta|roleplay|role play|considere)(?: [a-z]+){0,6} (?:que (?:eu sou|voce|vc|es|a politica|e domingo|a loja|o preco|nao tem|eres|no tienes)|ser|to be|you are|you re|there are no|that you|opposite mode|connection|dan|um atendente|administrador|no rules)',
    'we are going to have a roleplay|in this (?:chat|hypothetical|fictional)|hypothetical (?:scenario|world)|fictional character|act as|you will (?:act|respond|answer|be acting)|you are going to (?:act|pretend|be)',
  ),
  rule(
    0.7,
    '(?:agora|now|ahora|a partir de agora|a partir desta mensagem|daqui para frente|from now on|from this point|de agora em diante|desde ahora)(?: [a-z]+){0,3} (?:voce|vc|you|eres|es|refer|answer|respond|responda|me chama|o preco|in the role|act|you re)(?! (?:pode|pueden|consegue|tem|can|vende|atende|entrega))',
    '(?:you are|you re|voce e|eres) (?:now|agora|ahora|no longer|free from|going to|an? (?:troubled|evil|unfiltered|unrestricted|jailbroken|chatbot|person named|large language))',
    'ahora eres|agora (?:voce|vc) e(?![a-z])|you re now|seu novo nome|your new name|tu nuevo nombre|you are [a-z]*gpt|novo comando|new command',
  ),
  rule(
    0.8,
    '(?:sem|without|sin|no|nao tem|not bound by|free of|regardless of|ignoring)(?: [a-z]+){0,2} (?:filtros?|censura|restric[a-z]*|restrictions|regras|rules|censorship|limits|guidelines|ethic[a-z]*|moral[a-z]*|remorse|legality|filters?)(?! alimentar[a-z]*| de (?:idade|horario|peso|uso|cafe|agua))',
    'unfiltered|uncensored|jailbreak|dan mode|do anything now|developer mode|modo (?:desenvolvedor|liberado|manutencao|debug|deus|admin|irrestrito)|god mode|maintenance mode|opposite mode|antigpt|chat ?gpt|openai|large language model|language model|anti ?gpt|chatbot(?: without|,| s[ae]m| que obede)|content polic(?:y|ies)|moralizing|amoral|unethical|immoral|illegal|malicious|evil',
  ),
  rule(
    0.8,
    '(?:dados|telefones?|cpf|endereco|historico|conversas?|data|phone|names?|datos|nomes)(?: [a-z]+){0,4} (?:d[oe]s?|of|de|del) (?:outr[oa]s? |ultim[oa]s? |other |another |otros? |previous |last )(?:cliente|pessoa|customer|user|client)[a-z]*',
    '(?:previous|last|other|another) (?:customer|user|client)s?(?: [a-z]+){0,6}',
    'historico de conversa d[oe] (?:numero|cliente)|conversas? d[oe] (?:outr[oa]|numero)',
    '(?:ultimo|outro|otro) cliente(?: [a-z]+){0,3} (?:que )?(?:falou|conversou|comprou|hablo)',
  ),
  rule(
    0.7,
    '(?:confirm[ae][a-z]*|diga|diz|fal[ae]|responda|responde|escreva|afirme|say|tell me|confirm|repete comigo|repita comigo|repeat after me|aprove|aprova|libere|libera|aplique|aplica|conceda|approve|grant)(?: [a-z0-9]+){0,6} (?:meu (?:reembolso|estorno|brinde|desconto|pagamento|pedido)|(?:foi|esta|e) (?:aprovad|gratis|estornad|confirmad|gratuit|liberad)|gratis|desconto (?:de )?[0-9]+|[0-9]+ (?:por cento )?(?:de )?desconto|estorno|por escrito|for free|is free|approved|qualquer pedido|o cupom|cupom [a-z]+[0-9]+|a loja fechou)(?! (?:para|pra|em) (?:pagamento|quem|pix|retirada))',
    '(?:diga|responda|escreva|say|reply|respond|answer|responde) (?:exatamente|apenas|somente|so|only|exactly|with|unicamente|con)(?: [a-z]+)?',
    '(?:diz|diga|fala) que (?:vai|voce vai|a loja|o produto|e gratis|esta tudo)',
    'autorizou (?:[0-9a-z ]{0,20}desconto|o reembolso|o estorno)|criador autorizou|(?:seu criador|your creator|tu creador)',
    'cada vez que eu (?:disser|falar)|whenever i say|every time i say|jogo cada vez|(?:dame|da me|me da|quiero) (?:un )?(?:cupon|cupom) d[eo]l? (?:100|90|80|99)',
    'libere [0-9]+ (?:de )?desconto|confirme meu (?:brinde|reembolso|estorno)|desconto de 100 foi aplicado',
  ),
  rule(
    0.7,
    '(?:sou|aqui e|i am|i m|soy)(?: [a-z]+){0,5} (?:administrador|admin|desenvolvedor|programador|developer|suporte da meta|equipe da meta|openai|dono do sistema|dueno|dono)(?=.*(?:debug|mandando|esquec|ignor|token|senha|contrasena|system|prompt|libere|autoriz|mostre|reveal|show me))',
    'administrator override|admin override|debugging this system|for troubleshooting|equipe de suporte da meta|dev mode',
  ),
  rule(
    0.7,
    '(?:decod[a-z]*|decrypt|decifr[a-z]*|descript[a-z]*)(?: [a-z]+){0,4} (?:obede[a-z]*|execut[a-z]*|sig[ae]|follow|obey|run|base ?64)',
    '(?:encode|codifi[a-z]*|translate|traduz[a-z]*)(?: [a-z0-9]+){0,6} (?:prompt|instruc[a-z]*|instructions|regras|rules|emoji)',
    'base ?64|caesar cipher|substitution cipher|reverse your|backwards?$|caesar',
  ),
];

/** Marks of a made-up conversation or of a model's own format; looked for in what was written. */
const SHAPES: readonly { weight: number; pattern: RegExp }[] = [
  {
    weight: 0.8,
    pattern:
      /<\/?(?:system|assistant|user|contact|prompt|instructions?)(?:_prompt)?>|\[\/?(?:inst|system|ignore[^\]]*)\]|<\|[^>]{0,30}|<<sys>>|```system/u,
  },
  { weight: 0.8, pattern: /#{2,}\s*(?:instru|system|sistema|nova|new|regra|rule)/u },
  {
    weight: 0.7,
    pattern:
      /^\s*(?:assistente|assistant|sistema|system|asistente)\s*:|\n\s*(?:assistente|assistant|sistema|system|usuario|user)\s*:|(?:usuario|user):\s/u,
  },
  { weight: 0.6, pattern: /(?<![a-z0-9+/])(?=[a-z0-9+/]*[0-9])[a-z0-9+/]{28,}={0,2}(?![a-z0-9+/])/u },
  { weight: 0.7, pattern: /\/etc\/passwd|process\.env|drop table|select \* from/u },
];

/** `i g n o r e`: single letters in a row are read together. */
const joined = (folded: string): string =>
  folded.replace(/(?<![a-z0-9])(?:[a-z] ){3,}[a-z](?![a-z0-9])/gu, (run) => run.replaceAll(' ', ''));
/** Zero-width characters and letters that only look like ours. */
const UNSEEN = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/gu;

/** Characters of a text that are read: an order of a longer one stands at its beginning or its end. */
const READ = 3_000;

const excerptOf = (text: string): string =>
  text.length <= READ * 2 ? text : `${text.slice(0, READ)}\n${text.slice(-READ)}`;

/** Ways of ordering that meet in one text add up; one alone is no proof. 0 to 1. Pure. */
export const injectionScore = (text: string): number => {
  const folded = joined(fold(excerptOf(text).replace(UNSEEN, '')));
  const plain = words(folded).join(' ');
  let innocent = 1;
  for (const { weight, pattern } of RULES) if (pattern.test(plain)) innocent *= 1 - weight;
  for (const { weight, pattern } of SHAPES) if (pattern.test(folded)) innocent *= 1 - weight;
  return Math.round((1 - innocent) * 100) / 100;
};
