import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { Analysis, MemoryLine } from '../../assistant.ts';
import { decidesItself } from '../facts/self.ts';
import { readText } from '../facts/text.ts';

type Signal = Analysis['signals'][number];
type Said = Partial<Record<SignalKind, RegExp>>;

const any = (...sources: string[]): RegExp => new RegExp(`(?<![a-z])(?:${sources.join('|')})(?![a-z])`, 'u');

/** What a contact says that moves its score, on the text folded place for place. */
const SAID: Said = {
  asked_price: any(
    'quanto (?:e|eh|custa|custam|sai|saem|fica|ficam|ta|esta|que (?:e|eh|ta|custa|sai|fica)|vc cobra|vcs cobram|voces cobram|cobram|seria)',
    'qnto (?:e|custa|sai|fica|ta)',
    'qto (?:e|custa|sai|fica|ta)',
    'quanto(?= ?\\?)',
    'qual (?:o |e o |eh o )?(?:preco|valor|custo|investimento)',
    'precos?',
    'valores',
    'tabela de (?:precos|valores)',
    'orcamento d[eao]',
    '(?:fazer|quero|queria|mandar|manda|passar|passa) (?:um )?orcamento',
    'how much',
    "what(?:'s| is) the (?:price|cost)",
    'prices?',
    'pricing',
    'cuanto (?:cuesta|cuestan|vale|sale|es)',
    'precios?',
    '(?:vcs|voces) parcelam',
    'tem desconto',
  ),
  asked_availability: any(
    '(?:tem|teria|temos|ha) [^.?!\\n]{0,40}(?:disponivel|disponiveis|em estoque|a pronta entrega|pronta entrega)',
    'disponibilidade',
    '(?:ainda )?(?:esta|ta|tao|estao) disponive(?:l|is)',
    'ainda tem',
    'tem vaga(?! de emprego)',
    'in stock',
    'available',
    'availability',
    'disponible',
    'tienen stock',
    'hay stock',
    'estoque',
  ),
  asked_payment: any(
    '(?:aceita|aceitam|aceitao|pode ser|da pra pagar|posso pagar|pagar|pago)(?: [a-z]+){0,3} (?:pix|cartao|credito|debito|boleto|dinheiro|vr|vale|bitcoin|paypal)',
    '(?:parcela|parcelam|parcelar|parcelado|parcelamento|divide|dividem|dividir)',
    'formas? de pagamento',
    'como (?:faco|e|eh|posso fazer) (?:o |pra fazer o )?(?:pagamento|pagar)',
    'como pago',
    'chave pix',
    'em quantas vezes',
    'do you (?:take|accept) [a-z]+',
    'payment (?:methods?|options?)',
    'can i pay',
    'installments?',
    'aceptan [a-z]+',
    'formas? de pago',
    'puedo pagar',
    'cuotas',
  ),
  asked_schedule: any(
    '(?:marcar|agendar|reservar|remarcar)',
    'tem (?:algum )?horario',
    'tem (?:agenda|encaixe|vaga) (?:pra|para|hoje|amanha)',
    'posso (?:ir|passar) (?:ai|la)?',
    '(?:book|schedule) (?:a|an|for)',
    'make an appointment',
    'can we meet',
    'could we meet',
    'agendar',
    'sacar (?:un )?turno',
    'reservar una',
  ),
  asked_address: any(
    'onde (?:fica|ficam|e|eh|voces ficam|vcs ficam|esta|estao)',
    '(?:qual|manda|me manda|passa|me passa|envia) (?:o |e o |a )?(?:endereco|localizacao)',
    'endereco',
    'como (?:chego|chegar)',
    'where are you',
    'where is',
    'address',
    'donde (?:estan|queda|esta)',
    'direccion',
    'ubicacion',
  ),
  wants_now: any(
    '(?:pra|para) (?:hoje|agora|ja)',
    '(?:pode ser|quero|queria|preciso)(?: [a-z]+){0,4} (?:hoje|agora|amanha|ja)',
    'urgente',
    'com urgencia',
    'o quanto antes',
    'o mais rapido possivel',
    'ainda hoje',
    'asap',
    'right now',
    'today',
    'as soon as possible',
    'lo antes posible',
    'ahora mismo',
    'hoy mismo',
  ),
  wants_to_buy: any(
    'fechado',
    'fechou',
    'quero (?:comprar|fechar|encomendar|contratar|levar|pedir|reservar o|esse|essa|este|esta|assinar)',
    'vou (?:querer|levar|comprar|ficar com|fechar|contratar)',
    'pode (?:fechar|emitir|mandar o contrato|separar|reservar|enviar o contrato|faturar)',
    'bora fechar',
    'vamos fechar',
    'me vende',
    'como faco (?:pra|para) (?:comprar|contratar|fechar|assinar)',
    'manda o (?:contrato|link de pagamento|pix|boleto)',
    "i(?:'ll| will) take",
    'i want to (?:buy|order|purchase)',
    "let'?s (?:do it|close)",
    'deal',
    'where do i (?:sign|pay)',
    'quiero (?:comprar|contratar|pedir|llevar|dos|tres|uno|una)',
    'me lo llevo',
    'trato hecho',
    'cerramos',
  ),
  objected: any(
    '(?:muito|mto|meio|bem|tao|achei|ta|esta|um pouco) (?:caro|cara|puxado|salgado|alto)',
    'caro demais',
    'mais barato',
    'vou pensar',
    'fora do (?:meu )?orcamento',
    'vou (?:ver|falar|conversar) com (?:meu|minha)',
    'nao (?:tenho|cabe no) (?:esse|meu) (?:dinheiro|valor|orcamento|bolso)',
    'concorrencia',
    'outro lugar',
    'too expensive',
    'let me think',
    "i(?:'ll| will) think about it",
    'cheaper',
    'over (?:my )?budget',
    'muy caro',
    'lo (?:voy a pensar|pensare)',
    'mas barato',
  ),
  only_curious: any(
    'so (?:por )?curiosidade',
    'so (?:estou |to )?(?:olhando|pesquisando|perguntando)',
    'so queria saber por saber',
    'por curiosidade',
    'just (?:curious|looking|browsing)',
    'solo (?:curiosidad|mirando|preguntaba)',
  ),
  not_interested: any(
    '(?:nao (?:tenho|temos)|sem|perdi o) interesse',
    'nao (?:estou|to) interessad[oa]',
    'nao quero mais(?= ?[.!]|$)',
    'desisti',
    'nao vou querer',
    'ja (?:comprei|resolvi|fechei) (?:com|em) (?:outro|outra)',
    'not interested',
    'no longer (?:need|interested)',
    'no (?:estoy|me) interesad?[oa]?',
    'no me interesa',
    'ya no (?:quiero|necesito)',
  ),
  seeks_job: any(
    '(?:vaga|vagas|oportunidade) (?:de|pra|para) (?:emprego|trabalho|trabalhar|estagio|jovem aprendiz)',
    'curriculo',
    'contratando',
    'trabalhar (?:com voces|ai|na loja|na empresa|com vcs)',
    'tem (?:vaga de )?estagio',
    '(?:are you|you) hiring',
    'job (?:opening|openings|vacancy)',
    'resume',
    'my cv',
    'curriculum',
    '(?:estan|esta) contratando',
    'busco (?:trabajo|empleo)',
  ),
  sells_something: any(
    '(?:sou|somos|represento|representante)(?: [a-z]+){0,4} (?:representante|fornecedor|fornecedora|fabrica|fabricante|distribuidor|distribuidora|agencia|vendedor de|consultor de vendas)',
    'representante (?:de|da|do|comercial)',
    'apresentar (?:o )?(?:nosso|nossa|meu|minha|nossos|nossas) (?:catalogo|produto|produtos|servico|servicos|solucao|proposta|empresa|sistema)',
    'oferecer (?:nosso|nossos|meu|meus|uma parceria)',
    'proposta de parceria',
    'somos uma empresa (?:de|que)',
    'we (?:offer|sell|provide)',
    'our (?:services|products) (?:can|could|help)',
    'ofrecerles?',
    'les ofrecemos',
  ),
  wrong_number: any(
    'numero errado',
    'mandei errado',
    'nao e (?:pra|para) (?:voce|voces|vc|esse numero)',
    'engano(?= ?[.,!]|$)',
    'foi engano',
    'pessoa errada',
    'contato errado',
    'wrong number',
    'numero equivocado',
  ),
  abusive: any(
    'filh[oa] da puta',
    'vai (?:se foder|tomar no|a merda|pra puta)',
    'vsf',
    'vtnc',
    'arrombad[oa]',
    'desgracad[oa]',
    'vagabund[oa]s?',
    'otari[oa]',
    'seus? (?:idiotas?|lixos?|merdas?|burros?)',
    'sua (?:puta|vaca|burra|idiota)',
    'fuck (?:you|off)',
    'asshole',
    'bitch',
    'motherfucker',
    'hijo de puta',
    'vete a la mierda',
    'pendejos?',
    'cabron(?:es)?',
  ),
};

const sentenceAt = (original: string, at: number, length: number): string => {
  const from = Math.max(
    original.lastIndexOf('\n', at),
    ...['.', '!', '?'].map((end) => original.lastIndexOf(`${end} `, at - 1)),
  );
  const rest = original.slice(at + length);
  const stop = /[.!?\n]/u.exec(rest);
  return original
    .slice(from + 1, at + length + (stop === null ? rest.length : stop.index + (stop[0] === '\n' ? 0 : 1)))
    .trim();
};

/** Longest quote of a signal: the sentence it stands in, or only its own words where that is longer. */
const MAX_QUOTE = 160;

const inLine = (line: MemoryLine): Signal[] => {
  const { original, folded } = readText(line.text);
  return Object.entries(SAID).flatMap(([kind, pattern]) => {
    const match = pattern.exec(folded);
    if (match === null) return [];
    const sentence = sentenceAt(original, match.index, match[0].length);
    const own = original.slice(match.index, match.index + match[0].length);
    const quote = sentence !== '' && sentence.length <= MAX_QUOTE ? sentence : own;
    return [{ kind: kind as SignalKind, quote, messageSeq: line.seq }];
  });
};

/** Facts that say how near the contact is as well. */
const OF_FACT: Readonly<Record<string, SignalKind>> = {
  budget: 'gave_budget',
  budget_min: 'gave_budget',
  budget_max: 'gave_budget',
  deadline: 'gave_deadline',
  need: 'gave_need',
  company: 'gave_company',
  cnpj: 'gave_company',
  employees: 'gave_company',
};

const ofFact = ({ key, quote, messageSeq }: Analysis['facts'][number]): Signal[] => {
  const kind = key === 'authority' ? (decidesItself(quote) ? 'decides' : undefined) : OF_FACT[key];
  return kind === undefined ? [] : [{ kind, quote, messageSeq }];
};

/** Some take others away: who looks for a job asks no price, who will not buy does not want to. */
const TAKEN_BY: Partial<Record<SignalKind, readonly SignalKind[]>> = {
  not_interested: ['wants_to_buy', 'wants_now'],
  seeks_job: ['gave_need', 'gave_company', 'asked_availability'],
  sells_something: ['gave_need', 'gave_company', 'wants_to_buy', 'decides'],
};

/** What of a burst moves the score, each kind once, with the first words that say so. Pure. */
export const findSignals = (burst: readonly MemoryLine[], facts: Analysis['facts']): Signal[] => {
  const byKind = new Map<SignalKind, Signal>();
  for (const signal of [...burst.flatMap(inLine), ...facts.flatMap(ofFact)])
    if (!byKind.has(signal.kind)) byKind.set(signal.kind, signal);
  for (const [kind, others] of Object.entries(TAKEN_BY))
    if (byKind.has(kind as SignalKind)) for (const other of others) byKind.delete(other);
  return [...byKind.values()];
};
