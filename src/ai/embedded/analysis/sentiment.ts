import type { Sentiment } from '@oconnector/protocol/model/analysis.ts';
import { normalise } from '../normalize.ts';

const list = (text: string): string[] => text.trim().split(/\s*,\s*/u);

/** Openings of words, and phrases, that praise or blame, folded, in pt, en and es. `_` ends a word that must stand whole. */
const GOOD = list(
  `otim, excelent, perfeit, maravilh, ador, amei_, amo_, amamos, incrivel, sensaciona, espetacul, fantastic, sao top_, muito top_, top demais, foi top_, super top_, show_, parabens, nota 10, nota dez, recomendo, satisfeit, feliz_, contente, eficient, atencios, caprich, lind, gostei, gostamos, gostou, gostoso, delicios, impecavel, melhor do que, melhor que eu esperava, melhor loja, melhor atendimento, melhor lugar, superou, valeu a pena, valeu demais, salvou, resolveu meu, resolveram, surpreend, arrasa, muito bom, muito boa, bom demais, boa demais, tudo certo com, muito bem, super bem, rapidinh, fechado_, pode fechar, pode emitir, vou levar, muito obrigad, obrigad, agradec, grat_, sou fa, sem palavras,
  love, loved, great, awesome, amazing, excellent, perfect, wonderful, fantastic, brilliant, happy, satisfied, recommend, best_, saved my day, well done, good job, so good, very good, really good, nice_, delicious, beautiful, impressed, helpful, thank, thanks, cheers,
  encant, excelente, genial, buenisim, perfecto, estupend, recomendad, felicit, content, feliz, muy bueno, muy buena, muy bien, me gusto, gracias, increible, maravillos`,
);
const BAD = list(
  `pessim, horrivel, horriveis, ruim, ruins, mal feito, mal feita, terrivel, lixo, absurd, vergonh, ridicul, palhacad, descaso, desrespeit, decepcion, inaceitavel, revolt, indignad, furios, irritad, odiei, odeio, detest, nojo, nojent, pior_, lament, golpe, golpist, fraude, enganad, enganac, engana_, roub, ladrao, ladroes, mentir, propaganda enganosa, reclama, reclamac, quebrad, estragad, advogado vai, processar, procon, denunciar, nao recomendo, insatisfeit, mofad, vencid, danificad, atrasad, demorou, nao chegou, nunca chegou, nao recebi, nao funciona, nao resolve, nao resolveram, ninguem responde, ninguem me responde, ninguem atende, ninguem resolve, veio errad, chegou errad, veio faltando, veio com defeito, nao gostei, cobraram em dobro, em dobro, duas vezes no cartao,  mal atendid, mal educad, grosseir, grossa_, grosso_, cansad, cansei, chatead, frustrad, nunca mais, dinheiro de volta, enrola, sumiram, abandonad, passando mal, socorro, pegando fogo, explodiu, nao aguento, quero sumir, quero morrer, me matar, droga, merda, porra, caralho, idiota, inutil, burr, incompetent, robo burro, para de robo, odio, agora mesmo,
  awful, terrible, horrible, bad_, worst, worse, ridiculous, disappoint, unacceptable, disgust, furious, angry, upset, hate, rude, scam, fraud, stole, broken, damaged, crushed, late_, never arrived, not arrived, did not arrive, didn t arrive, not working, doesn t work, does not work, nobody answers, no one answers, useless, overpriced, refund me, money back, i am done, never again, waste, poor_, complain, frustrat, ripped off, charged twice, wrong item, stupid, pathetic, joke, kill myself, want to die,
  pesim, horribl, terribl, malo_, mala_, malisim, vergüenza, verguenza, estafa, enojad, molest, indignante, roto, rota_, danad, tarde_, no llego, nunca llego, no funciona, nadie responde, nadie contesta, decepcion, inaceptable, queja, no me gusto, basura, denunciar, mentira, asco, hart[oa], quiero morir`,
);
/** Blame in a statement, and nothing at all in a question: `demora muito?`. */
const WEAK = list(
  'demora, demorand, atraso, defeit, caro_, cara demais, caro demais, muito car, puxado, salgado, expensive, pricey, muy car, car[oa]_, problema, problem',
);
const NOT = new Set('nao nunca nem jamais sem not never no don dont didn isn wasn sin ni tampoco nada'.split(' '));
/** Words further before a word of praise that turn it. */
const REACH = 3;

const GOOD_SIGNS =
  /[\u{1F600}-\u{1F606}\u{1F60A}\u{1F60D}\u{1F618}\u{1F929}\u{1F970}\u{1F973}\u{1F389}\u{1F44F}\u{1F49A}-\u{1F49C}\u{2764}\u{1F9E1}\u{1F4AF}\u{2B50}\u{1F31F}\u{1F525}\u{1F64C}]/gu;
const BAD_SIGNS =
  /[\u{1F620}-\u{1F624}\u{1F62D}\u{1F61E}\u{1F614}\u{1F61F}\u{1F641}\u{2639}\u{1F92C}\u{1F92E}\u{1F44E}\u{1F62B}\u{1F629}\u{1F612}\u{1F63E}\u{1F494}]/gu;

const toPattern = (words: readonly string[]): RegExp =>
  new RegExp(
    `(?<![a-z])(?:${words
      .toSorted((left, right) => right.length - left.length)
      .map((word) => (word.endsWith('_') ? `${word.slice(0, -1)}(?![a-z])` : word))
      .join('|')})`,
    'gu',
  );
const GOOD_WORDS = toPattern(GOOD);
const BAD_WORDS = toPattern(BAD);
const BAD_STATED = toPattern([...BAD, ...WEAK]);
/** Nothing is wrong, in the words of complaint. */
const FINE =
  /(?:nao|nada|sem|nunca)(?: [a-z]+){0,3} reclam[a-z]*|sem defeito|nunca (?:tive|deu) problemas?|no complaints|sin quejas/gu;

/** Whether a no stands shortly before. */
const negated = (plain: string, at: number): boolean => {
  const before = plain.slice(0, at).trim().split(' ').slice(-REACH);
  return before.some((word) => NOT.has(word));
};

const count = (plain: string, pattern: RegExp): { straight: number; turned: number } => {
  let [straight, turned] = [0, 0];
  for (const { index, 0: words } of plain.matchAll(pattern)) {
    if (!words.startsWith('nao ') && !words.startsWith('nada ') && negated(plain, index)) turned++;
    else straight++;
  }
  return { straight, turned };
};

/** How strongly a message praises (above 0) or blames (below 0). Pure. */
export const toneOf = (text: string): number => {
  const { plain: all } = normalise(text);
  const plain = all.replace(FINE, 'perfeito');
  const good = count(plain, GOOD_WORDS);
  const bad = count(plain, text.includes('?') ? BAD_WORDS : BAD_STATED);
  const signs = (text.match(GOOD_SIGNS)?.length ?? 0) - (text.match(BAD_SIGNS)?.length ?? 0);
  // `demorou um pouco mas valeu a pena`: what stands behind the "mas" decides.
  const after = / (?:mas|but|pero|porem) /u.exec(plain);
  const turn = after === null ? 0 : Math.sign(toneOfPlain(plain.slice(after.index + after[0].length))) * 2;
  return good.straight - good.turned * 2 + bad.turned * 0.5 - bad.straight * 1.5 + Math.sign(signs) + turn;
};

const toneOfPlain = (plain: string): number => count(plain, GOOD_WORDS).straight - count(plain, BAD_WORDS).straight;

/** Pure. A thank-you alone is a courtesy, not praise. */
export const sentimentOf = (texts: readonly string[]): Sentiment => {
  const tone = texts.reduce((sum, text) => sum + toneOf(text), 0);
  if (tone <= -1) return 'neg';
  return tone >= 1 ? 'pos' : 'neu';
};
