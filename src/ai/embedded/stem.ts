/**
 * Endings of Portuguese, then Spanish and English, without accents: chat drops them, and a stemmer that needs them
 * (`instalação` against `instalacao`) splits words that belong together. Longest first.
 */
const ENDINGS: readonly string[] = `
  amentos imentos amento imento ariamos eriamos iriamos acoes icoes ucoes idades adores adoras edores edoras ancias encias
  acao icao ucao coes oes cao idade ador adora edor edora antes entes ante ente ancia encia mente ismo istas ista
  assem essem issem asse esse isse aremos eremos iremos aramos avamos iamos ando endo indo adas ados idas idos ada ado ida ido
  aram eram iram arao erao irao avam amos emos imos arem erem irem aria eria iria ariam eriam iriam
  osos osas oso osa ivas ivos ivo iva aveis iveis avel ivel ais eis ois ais
  ara era ira ava iam ia ar er ir am em ei ou eu iu ao as es os is a e o s
  aciones iciones acion icion ciones cion iendo mientos miento
  ations ation ings ing ment ments ies ied ed ly ery
`
  .trim()
  .split(/\s+/)
  .sort((left, right) => right.length - left.length);

const MIN_STEM = 3;

/** A light stem of a folded word: one ending off, at least three letters left; `regue` is a form of `regar`. Words with digits stay. */
export const stem = (word: string): string => {
  if (/\p{N}/u.test(word)) return word;
  const softened = /^(.{2,}g)u(?:e|es|em|ei|emos)$/u.exec(word)?.[1];
  if (softened !== undefined) return softened;
  for (const ending of ENDINGS) {
    if (word.length - ending.length >= MIN_STEM && word.endsWith(ending))
      return word.slice(0, word.length - ending.length);
  }
  return word;
};
