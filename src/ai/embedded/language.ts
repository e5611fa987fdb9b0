import { words } from './normalize.ts';

export type Language = 'pt' | 'en' | 'es';

const set = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that one of the three languages has and the others do not, folded. `como`, `que`, `esta` and `para` are of two, and tell nothing. */
const MARKS: Readonly<Record<Language, ReadonlySet<string>>> = {
  pt: set(`voce voces nao sim qual quais quanto quantos onde tem tenho temos uma um de da das dos na nos nas em com por pelo pela isso esse essa
    obrigado obrigada bom boa dia tarde noite oi ola tudo bem hoje amanha ontem ate ai aqui meu minha seu sua posso pode podem gostaria queria quero
    preco entrega entregam horario abre abrem fecha aceita aceitam fazem fica ficam loja presente tambem ainda muito mais favor troca trocar chamo sou moro
    os ao aos se vou voltar fazer faz ser sao quem quando ja meus minhas vez vezes mes ano valor consigo precisa preciso conseguir levar depois antes
    eu ele ela agora falar passa eles elas essa esse este nessa nesse dele dela outra outro primeira primeiro perguntei falei pedi comprei recebi chegou veio porque custa custam
    melhor maior menor manda pedido vem anterior alguem nenhum muita sem entre foi era estao tudo gente parcelar boleto cartao dinheiro semana segunda sexta sabado domingo`),
  en: set(`the you your do does is are what when where which who how much many can could would have has i my we our it this that there and or not yes sorry speak english
    please thanks thank hello hi hey good morning afternoon evening today tomorrow open close opening hours deliver delivery price cost pay card shop store
    want need like order to for with from at on of any name live
    was were be been an but they he she us am did get got see one work if by so why still back about into out up just don didn doesn isn ll ve re hi there's`),
  es: set(`usted ustedes el los las en una unos unas del y donde cuando cuanto cuantos cuesta cual cuales estan tienen tiene tengo puedo puede quiero
    hola buenos buenas tardes noches gracias hoy manana hasta muy mi su hay abren cierran aceptan entregan envian hacen tienda tarjeta
    domicilio precio llamo soy si pero con`),
};

/** Letters and signs that only one of them writes. */
const LETTERS: Readonly<Partial<Record<Language, RegExp>>> = {
  pt: /[ãõçâêô]|(?<!\p{L})[éà]s?(?!\p{L})/iu,
  es: /[ñ¿¡]/iu,
};

const LANGUAGES = ['pt', 'en', 'es'] as const;

type Told = { language: Language; /** Marks more than of the next language. */ by: number };

const tell = (text: string): Told | null => {
  const list = words(text);
  const counts = LANGUAGES.map((language) => ({
    language,
    hits: list.filter((word) => MARKS[language].has(word)).length + (LETTERS[language]?.test(text) === true ? 2 : 0),
  }));
  counts.sort((left, right) => right.hits - left.hits);
  const [first, second] = counts;
  return first !== undefined && second !== undefined && first.hits > second.hits
    ? { language: first.language, by: first.hits - second.hits }
    : null;
};

/** The language of one text, or null when its words do not tell. Ties tell nothing. */
export const languageOf = (text: string): Language | null => tell(text)?.language ?? null;

/**
 * The language to answer in: that of the burst, else of what the contact wrote before, newest first, else Portuguese. One word
 * does not change the language of a conversation: a loanword is no change of mind.
 */
export const languageOfTurn = (burst: readonly string[], before: readonly string[]): Language => {
  const told = tell(burst.join('\n'));
  if (told !== null && told.by > 1) return told.language;
  const spoken = before
    .toReversed()
    .map(languageOf)
    .find((language) => language !== null);
  return spoken ?? told?.language ?? 'pt';
};
