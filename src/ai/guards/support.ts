import { splitSentences } from '../embedded/sentences.ts';
import { stem } from '../embedded/stem.ts';
import { foundIn, questionTerms, termSets, type QuestionTerm, type TermSets } from '../embedded/terms.ts';
import { words } from '../embedded/normalize.ts';
import { STOP_WORDS } from '../embedded/stop-words.ts';

/** Least share of what a sentence says that the sources must say too. Lower lets inventions pass, higher refuses plain rewording. */
const SUPPORTED = 0.4;

/** What a sentence may say on its own: it greets, offers help, joins, asks. None of it states anything. */
const COURTESY: ReadonlySet<string> = new Set(
  `oi ola bom boa dia tarde noite obrigado obrigada agradeco nada favor claro sim nao certo certeza perfeito otimo otima legal show ajudar ajuda ajudo posso pode podemos podem
   precisar precisa precisando duvida duvidas chamar chama algo coisa mais aqui disposicao feliz prazer bem vindo vinda tudo equipe pessoa gente entao olha veja espero qualquer
   outra outro saber perguntar pergunta responder mensagem escolher quiser quer queria gostaria prefere voce temos tem fica ficam funciona oferecemos informar informacao informacoes
   segundo conforme acordo tambem alem caso assim isso ele ela eles elas
   hello hi good morning afternoon evening thanks thank welcome sure yes no of course please help can could may let know anything else question questions happy glad we have our you your it also
   hola buenos buenas dias tardes noches gracias claro si puedo ayudar ayudarte algo mas pregunta duda gusto bienvenido tenemos usted tambien`
    .trim()
    .split(/\s+/u)
    .map(stem),
);

/** What a business asks to sell; only in a question. */
const ASKING: ReadonlySet<string> = new Set(
  `orcamento valor investir prazo data quando quantos quantas quantidade empresa decide decisao decidir precisa procurando busca ocasiao bairro cidade nome
   budget deadline when decide company need looking name city presupuesto plazo fecha empresa necesita ciudad nombre`
    .trim()
    .split(/\s+/u)
    .map(stem),
);

/** What may be leant on, indexed once for all sentences. */
export type Sources = TermSets & { names: ReadonlySet<string> };

/** `names`: of the business, the contact, the persona: they may be said and bear nothing. */
export const sourcesOf = (texts: readonly string[], names: readonly (string | null)[]): Sources => {
  const text = texts.join('\n');
  return {
    // The `com` of every passage bears no `comando`, though both have the same stem.
    stems: new Set(words(text).flatMap((word) => (STOP_WORDS.has(word) ? [] : [stem(word)]))),
    concepts: termSets(text).concepts,
    names: new Set(names.flatMap((name) => words(name ?? '').map(stem))),
  };
};

const neutral = (term: QuestionTerm, sources: Sources, question: boolean): boolean =>
  term.stems.length > 0 &&
  term.stems.every((one) => COURTESY.has(one) || sources.names.has(one) || (question && ASKING.has(one)));

/**
 * Whether a sentence says only what the sources say. `anchored`: sources in another language share few words with it, so one
 * thing in common is enough. Pure.
 */
export const isSupported = (sentence: string, sources: Sources, anchored: boolean): boolean => {
  if (words(sentence).every((word) => STOP_WORDS.has(word))) return true;
  const said = questionTerms(sentence).filter((term) => !neutral(term, sources, sentence.includes('?')));
  const total = said.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return true;
  const borne = said.reduce((sum, term) => (foundIn(term, sources) === null ? sum : sum + term.weight), 0);
  return anchored ? borne > 0 : borne / total >= SUPPORTED;
};

/** The sentences of a text, each as it will be said. */
export const sentencesOf = (text: string): string[] => splitSentences(text).map((sentence) => sentence.text);
