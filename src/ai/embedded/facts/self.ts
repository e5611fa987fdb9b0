import { fold } from '../normalize.ts';
import { cityAt } from './cities.ts';
import { each, whole, type Found, type Grammar, type Text } from './text.ts';

/** Who the contact is, for whom it speaks, what it needs and whether it decides. */

/** Words that follow "aqui é a …" or "I'm …" without being a name. */
const NOT_A_NAME = new Set(
  `a o as os um uma de da do e em no na eu ele ela voce cliente loja empresa casa entregador entregadora motoboy longe perto bom boa muito mais que para por com sem sobre
   apartamento predio condominio cidade bairro interior capital centro aqui ai la not the from here interested looking novo nova urgente
   sou quero queria gostaria preciso tenho moro tudo seu sua meu minha assim so tambem duvida pedido outra outro an done sorry sure just so very really
   brasileiro brasileira cristao policia medico medica advogado advogada professor professora estudante mae pai filho filha esposa marido nao sim mesmo
   dono dona gerente diretor diretora socio socia ceo proprietario proprietaria owner manager director representante vendedor vendedora`.split(
    /\s+/u,
  ),
);
const CONNECTORS = new Set(['de', 'da', 'do', 'das', 'dos', 'e', 'del', 'la']);
const isUpper = (word: string): boolean => /^\p{Lu}/u.test(word);

/**
 * The name at the beginning of `text`: the first word, and what goes on as a name does. Chat writes names in lower case, so
 * the first word needs no capital; a further one does, or it would swallow the sentence.
 */
const leadingName = (text: string, maxWords: number): string | null => {
  const taken: string[] = [];
  for (const token of text.trim().split(/\s+/u)) {
    const [, word, tail] = /^(\p{L}[\p{L}'’-]*)(.*)$/u.exec(token) ?? [];
    if (word === undefined) break;
    const connector = CONNECTORS.has(fold(word));
    const fits =
      taken.length === 0
        ? !connector && !NOT_A_NAME.has(fold(word)) && word.length > 1
        : connector || (isUpper(word) && !NOT_A_NAME.has(fold(word)) && !BUSINESS_NOUNS.has(fold(word)));
    if (!fits) break;
    taken.push(word);
    if (taken.length === maxWords || tail !== '') break;
  }
  while (taken.length > 1 && CONNECTORS.has(fold(taken.at(-1) ?? ''))) taken.pop();
  return taken.length === 0 ? null : taken.join(' ');
};

/** What a name does not go on with: the business that somebody speaks for. */
const BUSINESS_NOUNS = new Set(
  'padaria loja clinica empresa imobiliaria oficina restaurante escola academia construtora farmacia mercado hotel pousada bar salao grupo igreja prefeitura agencia equipe'.split(
    ' ',
  ),
);

const capitalised = (name: string): string =>
  name === name.toLowerCase()
    ? name
        .split(' ')
        .map((word) => (CONNECTORS.has(word) ? word : word.replace(/^\p{L}/u, (letter) => letter.toUpperCase())))
        .join(' ')
    : name;

/** Two or three words in lower case that are all that is said: `me chamo joão pedro`. */
const wholeName = (rest: string): string | null => {
  const clause = /^[^,.!?;:\n]*/u.exec(rest)?.[0].trim() ?? '';
  const words = clause.split(/\s+/u);
  const fits = words.every((word) => /^\p{Ll}[\p{L}'’-]*$/u.test(word) && !NOT_A_NAME.has(fold(word)));
  return words.length >= 2 && words.length <= 3 && fits ? clause : null;
};

/** What says a name whatever its spelling, and what does only before a capital. */
const INTRODUCES =
  /(?<![a-z])(?:(?:o )?meu nome (?:e|eh)(?: o| a)? |nome: ?|me chamo |pode me chamar de |pode chamar de |aqui (?:quem fala )?(?:e|eh) (?:o|a) |quem fala (?:e|eh) (?:o|a) |quem ta falando (?:e|eh) (?:o|a) |my name is |my name['’]?s |you can call me |mi nombre es |me llamo )/gu;
const SAYS_WHO =
  /(?<![a-z])(?:sou (?:o|a) |sou |aqui (?:e|eh) |i['’]m |i am |this is |soy |habla |fala (?:o|a) |falando com (?:o|a) |me chama de )/gu;

/** Where a name that stands at `from` in the original ends; null when none stands there. */
const nameAt = ({ original }: Text, from: number): { name: string; end: number } | null => {
  const rest = original.slice(from, from + 80).split('\n', 1)[0] ?? '';
  const name = wholeName(rest) ?? leadingName(rest, 5);
  if (name === null) return null;
  const start = from + rest.indexOf(name.split(' ')[0] ?? name);
  const end = original.slice(start, start + name.length) === name ? start + name.length : null;
  return end === null ? null : { name, end };
};

export const name: Grammar = (text) => {
  const of = (pattern: RegExp, capital: boolean): Found[] =>
    each(text, pattern, (match) => {
      const from = match.index + match[0].length;
      const found = nameAt(text, from);
      if (found === null || (capital && (!isUpper(found.name) || found.name === found.name.toUpperCase()))) return null;
      if (capital && cityAt(fold(found.name).split(' ')) !== null && match[0].endsWith('de ')) return null;
      return { key: 'name', value: capitalised(found.name), start: match.index, end: found.end };
    });
  return [...of(INTRODUCES, false), ...of(SAYS_WHO, true)].slice(0, 1);
};

const TITLES =
  'gerente|diretora?|don[oa]|soci[oa](?: proprietari[oa]|-proprietari[oa])?|proprietari[oa]|ceo|cto|cfo|cmo|coordenadora?|analista|compradora?|responsavel|secretari[oa]|assistente|supervisora?|administradora?|sindic[oa]|engenheir[oa]|arquitet[oa]|professora?|medic[oa]|dentista|advogad[oa]|contadora?|fundadora?|presidente|encarregad[oa]|chefe|lider|consultora?|vendedora?|representante|empresari[oa]|autonom[oa]|estudante|recepcionista|corretora?|fotograf[oa]|nutricionista|psicolog[oa]|enfermeir[oa]|owner|co-?founder|founder|manager|director|head|buyer|president|supervisor|coordinator|engineer|architect|teacher|student|doctor|lawyer|accountant|assistant|partner|encargad[oa]|duen[oa]|jef[ea]|directora?|propietari[oa]|gerenta|contador|abogad[oa]|compras|office manager';
const ROLE = new RegExp(
  `(?<![a-z])(?:(?:eu )?(?:sou|somos|soy|i['’]?m|i am|trabalho como|atuo como|work as|trabajo como|cargo:?|meu cargo (?:e|eh)|aqui (?:e|eh)) (?:(?:o |a )?[a-z]{2,15}(?: [a-z]{2,15})?, )?(?:o |a |um |uma |the |an? |el |la )?)((?:[a-z]{2,14} ){0,2}?(?:${TITLES})(?![a-z])(?: (?:d[aoe]s?|of|del?|de la|em|in) (?!vcs|voces|sua|seu|uma? |la empresa|empresa|loja|restaurante|clinica|escola|negocio|my|the|a )[a-z]{2,16}(?: (?:e|and|y) [a-z]{3,14}(?=[,.]|$))?)?)`,
  'gu',
);

/** What the contact does where it works: `gerente de compras`. */
export const role: Grammar = (text) =>
  each(text, ROLE, (match) => {
    const words = match[1] ?? '';
    const start = match.index + match[0].length - words.length;
    if (/^(?:um|uma|muito|bem|so|not|looking|interested|cliente|de|da|do|em|no|na) /u.test(words)) return null;
    return { key: 'role', value: text.original.slice(start, start + words.length), start, end: start + words.length };
  }).slice(0, 1);

const BUSINESS =
  /(?<![a-z])(?:(?:(?:o nome da )?(?:minha|nossa|da minha|na minha|da nossa) empresa (?:(?:e|eh) (?:a |o )?|se chama |chama |chama-se )|(?:my|our) company (?:is |is called )|(?:mi|nuestra) empresa (?:es |se llama ))|(?:represento |trabalho (?:n|para |pr)|sou d|somos d|falo d|falo em nome d|i work (?:at|for) |i am with |i['’]m with |trabajo en |represent )(?:a empresa |a firma |a loja |[oa] |[oa]s |en )?|da empresa |empresa: ?|from the company )/gu;

/** The business for which the contact speaks; written as a name. */
export const company: Grammar = (text) =>
  each(text, BUSINESS, (match) => {
    const from = match.index + match[0].length;
    const written =
      /^(?:[\p{Lu}\d][\p{L}\d&.'’-]*)(?: (?:(?:d[aoe]s?|e|&|of|and|y) )?[\p{Lu}\d][\p{L}\d&'’-]*){0,4}/u.exec(
        text.original.slice(from, from + 80),
      );
    const words = written?.[0].replace(/[.,]+$/u, '') ?? '';
    if (words.length < 3 || cityAt(fold(words).split(' ')) !== null) return null;
    return { key: 'company', value: words, start: match.index, end: from + words.length };
  }).slice(0, 1);

const NEEDS =
  /(?<![a-z])(?:(?:preciso|precisamos|precisava|necessito|necessitamos) (?:de |muito de |contratar |comprar |encontrar |fazer |urgente de )|(?:to |estou |estamos )?(?:procur(?:o|amos|ando)|busc(?:o|amos|ando)|atras de) (?:por )?|quer(?:o|ia|emos|iamos) (?:um orcamento |uma cotacao |contratar |fazer |comprar |encomendar |alugar )(?:de |para |pra )?|gostaria de (?:contratar |comprar |fazer |alugar |encomendar |um orcamento (?:de|para) )|(?:i|we) need (?:to (?:buy|rent|hire|get) )?|(?:i am|i['’]m|we are|we['’]re)? ?looking for |(?:necesito|necesitamos|busco|buscamos) |estoy buscando )([^\n.,;!?]{3,80})/gu;
const NO_NEED =
  /^(?:antes|ate |para (?:o|a|el|la|hoje|amanha|sexta|segunda) |by |before |for (?:next|tomorrow|today)|um[a]? (?:atendente|pessoa|humano|ajuda|informacao)|ajuda|falar|saber|atendente|uma informacao|help|to (?:talk|speak|know|cancel)|a (?:person|human)|it|them|hablar|ayuda|saber|mais (?:informacoes|detalhes)|informac|cancelar|trocar|isso|disso|dele|dela|hoje|urgente$|voce)/u;

/** What the contact says it needs, in its own words. */
export const need: Grammar = (text) =>
  each(text, NEEDS, (match) => {
    const words = (match[1] ?? '').trimEnd();
    if (NO_NEED.test(words)) return null;
    const start = match.index + match[0].indexOf(match[1] ?? '');
    return {
      key: 'need',
      value: text.original.slice(start, start + words.length),
      start: match.index,
      end: start + words.length,
    };
  }).slice(0, 1);

const DECIDES =
  /(?<![a-z])(?:quem (?:decide|resolve|aprova|manda|bate o martelo)(?: (?:tudo|isso|aqui|la))? (?:sou eu|somos nos|e (?:o |a )?(?:meu|minha|nosso|nossa)?)[^\n.,;!?]{0,40}|(?:sou eu|eu) (?:quem |que |mesm[oa] )?(?:decido|decide|aprovo|resolvo)(?![a-z])[^\n.,;!?]{0,30}|(?:a )?decisao (?:e|eh) (?:minha|nossa|do|da)[^\n.,;!?]{0,30}|(?:sou (?:o |a )?(?:don[oa]|proprietari[oa]|soci[oa]|fundadora?|ceo)(?![a-z]))[^\n.,;!?]{0,24}|(?:preciso|tenho que|vou) (?:falar|conversar|ver|alinhar|confirmar) com (?:o |a )?(?:meu|minha) (?:marido|esposa|mulher|soci[oa]|chefe|diretora?|gerente|patrao|patroa|mae|pai|namorad[oa])|i (?:make|take) the (?:final )?decisions?|i decide|it['’]?s my decision|i['’]?m the (?:owner|decision[- ]maker|founder|ceo)|i am the (?:owner|decision[- ]maker|founder|ceo)|(?:i have|need) to (?:ask|check with|talk to) my (?:boss|husband|wife|partner|manager)|(?:yo )?(?:decido yo|soy (?:el|la) (?:duen[oa]|propietari[oa])|tengo que (?:consultar|hablar) con mi (?:jefe|esposa|esposo|marido|soci[oa])|quien decide (?:soy yo|es)[^\n.,;!?]{0,30}))/gu;

/** Who decides, in the contact's own words. */
export const authority: Grammar = (text) =>
  each(text, DECIDES, (match) => {
    const words = match[0].trimEnd();
    return {
      ...whole('authority', text.original.slice(match.index, match.index + words.length), match),
      end: match.index + words.length,
    };
  }).slice(0, 1);

/** Whether what `authority` found says that the contact decides, at least with others. */
export const decidesItself = (words: string): boolean =>
  !/(?:quem (?:decide|resolve|aprova|manda)[^\n]* (?:e|é) |falar|conversar|alinhar|confirmar|have to|need to|tengo que|quien decide es|decis[aã]o (?:e|é|eh) d)/iu.test(
    words,
  ) || /sou eu|soy yo|minha|nossa/iu.test(words);
