/** Chat spellings of Brazilian Portuguese → the words they stand for. Single letters that are also sizes or vitamins (p, m, c, d) stay out. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    vc: 'voce',
    vcs: 'voces',
    ce: 'voce',
    ces: 'voces',
    oce: 'voce',
    hj: 'hoje',
    amnh: 'amanha',
    amn: 'amanha',
    qto: 'quanto',
    qnto: 'quanto',
    qt: 'quanto',
    qtos: 'quantos',
    qta: 'quanta',
    qtas: 'quantas',
    qdo: 'quando',
    qnd: 'quando',
    qual: 'qual',
    ql: 'qual',
    pq: 'porque',
    q: 'que',
    oq: 'o que',
    kd: 'cade',
    tb: 'tambem',
    tbm: 'tambem',
    td: 'tudo',
    tdo: 'tudo',
    blz: 'beleza',
    vlw: 'valeu',
    obg: 'obrigado',
    obgd: 'obrigado',
    brigado: 'obrigado',
    brigada: 'obrigada',
    pfv: 'por favor',
    pfvr: 'por favor',
    pf: 'por favor',
    fds: 'fim de semana',
    n: 'nao',
    nn: 'nao',
    naum: 'nao',
    ñ: 'nao',
    ss: 'sim',
    pra: 'para',
    pro: 'para o',
    pras: 'para as',
    pros: 'para os',
    ta: 'esta',
    tao: 'estao',
    tava: 'estava',
    tem: 'tem',
    cmg: 'comigo',
    ctg: 'contigo',
    msg: 'mensagem',
    end: 'endereco',
    tel: 'telefone',
    cel: 'celular',
    zap: 'whatsapp',
    whats: 'whatsapp',
    wpp: 'whatsapp',
    entg: 'entrega',
    pgto: 'pagamento',
    pagto: 'pagamento',
    vlr: 'valor',
    aki: 'aqui',
    eh: 'e',
    msm: 'mesmo',
    mt: 'muito',
    mto: 'muito',
    mta: 'muita',
    bjs: 'beijos',
    abs: 'abracos',
    cx: 'caixa',
    und: 'unidade',
    min: 'minutos',
    seg: 'segunda',
    sab: 'sabado',
    dom: 'domingo',
    gnt: 'gente',
    hrs: 'horas',
    hr: 'hora',
    dps: 'depois',
    agr: 'agora',
    vdd: 'verdade',
    u: 'you',
    ur: 'your',
    pls: 'please',
    plz: 'please',
    thx: 'thanks',
    ty: 'thanks',
  }),
);

/** Lower case without accents, for comparing. Never for display. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** `oiiii` → `oi`, `siiim` → `sim`, and `kkkk`, a laugh, → `rsrs`; a consonant written twice (`carro`, `pizza`) stays. */
const collapseRepeats = (folded: string): string =>
  folded
    .replace(/(?<![\p{L}\p{N}])k{2,}(?![\p{L}\p{N}])/gu, 'rsrs')
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/([aiu])\1+(?!\p{L})/gu, '$1');

/** The words of a text: letters and digits, folded, repeats collapsed, chat spellings written out. */
export const words = (text: string): string[] =>
  (collapseRepeats(fold(text)).match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) =>
    (ABBREVIATIONS.get(word) ?? word).split(' '),
  );

/** A text as the assistant reads it, beside the text as it was written. */
export type Normalised = {
  original: string;
  /** Folded words, one space apart. */
  plain: string;
  /** The same, clause by clause: punctuation and line breaks end a clause. */
  clauses: { plain: string; question: boolean }[];
};

/** Reads a chat message. */
export const normalise = (original: string): Normalised => {
  const clauses = [...original.matchAll(/[^,;.!?\n…]+[,;.!?\n…]*/gu)]
    .map(([clause]) => ({ plain: words(clause).join(' '), question: clause.includes('?') }))
    .filter(({ plain }) => plain !== '');
  return { original, plain: clauses.map(({ plain }) => plain).join(' '), clauses };
};
