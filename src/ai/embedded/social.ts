import type { Normalised } from './normalize.ts';

/** How the customer greeted; the answer greets the same way, so it never claims a time of day. */
export type Greeting = 'hello' | 'morning' | 'afternoon' | 'evening';

/** What a message does besides asking. */
export type SocialAct = 'greeting' | 'how_are_you' | 'thanks' | 'bye' | 'acknowledge' | 'laugh' | 'robot';

const GREETINGS: readonly { pattern: RegExp; greeting: Greeting }[] = [
  { pattern: /^(?:bom dia|good morning|buen dia|buenos dias)/u, greeting: 'morning' },
  { pattern: /^(?:boa tarde|good afternoon|buenas tardes)/u, greeting: 'afternoon' },
  { pattern: /^(?:boa noite|good evening|buenas noches)/u, greeting: 'evening' },
  { pattern: /^(?:oi|oie|ola|opa|eai|e ai|alo|hello|hi|hey|hola|buenas|salve)(?= |$)/u, greeting: 'hello' },
];

/** Whole clauses, after a greeting has been taken off. */
const ACTS: readonly { pattern: RegExp; act: SocialAct }[] = [
  {
    pattern:
      /^(?:e )?(?:(?:voce|voces) )?(?:esta )?(?:tudo (?:bem|bom|certo|joia|otimo)|como (?:vai|esta|estao|voce esta|voces estao)|beleza|how are you|como estas|que tal|todo bien)(?: (?:com voce|com voces|por ai|ai))?$/u,
    act: 'how_are_you',
  },
  {
    pattern:
      /^(?:muito |muchas |many )?(?:obrigad[oa]s?|valeu|agradecid[oa]|agradeco|grat[oa]|thanks|thank you|gracias)(?: (?:muito|mesmo|demais|pela ajuda|pela atencao|viu|por tudo|a voce|a voces|so much|a lot|very much|you))*$/u,
    act: 'thanks',
  },
  {
    pattern:
      /^(?:tchau|ate (?:mais|logo|breve|amanha|a proxima)|falou|abracos?|beijos?|bye|good ?bye|see you(?: later)?|adios|hasta (?:luego|pronto|manana)|boa semana|bom fim de semana|tenha um bom dia)(?: (?:tchau|a todos))?$/u,
    act: 'bye',
  },
  {
    pattern:
      /^(?:ok|okay|okey|certo|ta|ta bom|esta bom|esta bem|beleza|entendi|perfeito|otimo|show|joia|blz|legal|combinado|maravilha|sim|nao|nao precisa|nao quero|nada|so isso|era so isso|isso|entendido|got it|great|no|vale|listo|perfecto|no thanks|deixa|deixa para la|tudo bem nao precisa)(?: (?:entao|mesmo|por enquanto|por agora|obrigad[oa]|valeu))?$/u,
    act: 'acknowledge',
  },
  {
    pattern:
      /(?:^| )(?:voce e|isso e|e|estou falando com|to falando com|eres|are you|is this)(?: com)?(?: um| uma| a| un)? ?(?:robo|bot|robot|maquina|inteligencia artificial|ia|chatbot)(?: ou .*)?$/u,
    act: 'robot',
  },
];

const LAUGHTER = '(?:(?:rs){2,}|a?(?:h[aeu]){2,}h?|(?:j[aeu]){2,}|lol)';
/** Before or after what is said, or alone; a lone `rs` after something may be the state. */
const LAUGH = new RegExp(`^(?:${LAUGHTER}(?: |$))+|(?: ${LAUGHTER})+$|^rs$`, 'gu');

/** Words that carry nothing after a greeting: `oi gente`, `bom dia pessoal, td bem?`. */
const VOCATIVE =
  /^(?:(?:pessoal|gente|amig[oa]s?|moc[oa]|queridos?|queridas?|galera|lindos?|lindas?|para voce|para voces|a todos|all|everyone|there|team)(?: |$))+/u;

/** What of a message is social, and what is left to answer. */
export type SocialReading = { greeting: Greeting | null; acts: SocialAct[]; rest: string[] };

const takeGreetings = (plain: string): { greeting: Greeting | null; rest: string } => {
  let greeting: Greeting | null = null;
  let rest = plain;
  for (let found = true; found;) {
    found = false;
    for (const { pattern, greeting: kind } of GREETINGS) {
      const match = pattern.exec(rest);
      if (match === null || (rest.length > match[0].length && rest[match[0].length] !== ' ')) continue;
      // `oi, bom dia`: the time of day is the warmer one to give back.
      greeting = greeting === null || greeting === 'hello' ? kind : greeting;
      rest = rest.slice(match[0].length).trim();
      found = true;
    }
  }
  return { greeting, rest: greeting === null ? rest : rest.replace(VOCATIVE, '').trim() };
};

/** Reads greetings, thanks and goodbyes off a message; a greeting followed by a question leaves the question. Pure. */
export const readSocial = (message: Normalised): SocialReading => {
  const reading: SocialReading = { greeting: null, acts: [], rest: [] };
  for (const { plain } of message.clauses) {
    const { greeting, rest } = takeGreetings(plain);
    if (greeting !== null) {
      if (reading.greeting === null || reading.greeting === 'hello') reading.greeting = greeting;
      if (!reading.acts.includes('greeting')) reading.acts.push('greeting');
    }
    if (rest === '') continue;
    const sober = rest.replace(LAUGH, '').trim();
    const act = sober === '' ? 'laugh' : ACTS.find(({ pattern }) => pattern.test(sober))?.act;
    if (act === undefined) reading.rest.push(sober);
    else reading.acts.push(act);
  }
  return reading;
};
