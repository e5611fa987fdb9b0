import { fold } from '../embedded/normalize.ts';

/** Text to look for phrases in: folded, one space apart, so that a phrase broken over two lines is one phrase. */
export const flat = (text: string): string =>
  fold(text)
    .replaceAll(/[’'´`]/gu, "'")
    .replaceAll(/\s+/gu, ' ')
    .trim();

/**
 * First persons that do what nobody here does: call, send, book, approve, come back later. Whatever the knowledge says, the
 * assistant does none of it.
 */
const I_WILL: readonly RegExp[] = [
  /\b(?:vou|irei|vamos|iremos) (?:(?:te|lhe|ja|agora|logo|entao|voce) )*(?:ligar|telefonar|enviar|mandar|reservar|agendar|marcar|cancelar|providenciar|verificar|checar|consultar|confirmar|separar|garantir|liberar|aprovar|aplicar|estornar|reembolsar|retornar|avisar|encaminhar|registrar|anotar o pedido|pedir para|falar com|conversar com|resolver|processar|emitir|remarcar|transferir|depositar|te dar|entrar em contato)\b/u,
  /\b(?:te|lhe) (?:ligo|ligarei|mando|envio|enviarei|mandarei|retorno|retornarei|aviso|avisarei|reembolso|devolvo|garanto|prometo)\b/u,
  /\b(?:(?:ligar|enviar|mandar|retornar|avisar|reservar|agendar|cancelar|verificar|confirmar|providenciar|encaminhar)(?:ei|emos)|entrar(?:ei|emos) em contato)\b/u,
  /\b(?:a gente|nos|alguem|(?:um|uma|o|a|nossa|nosso) (?:atendente|pessoa|colega|vendedora?|consultora?|equipe|time|gerente)) (?:ja |logo |tambem )*(?:(?:vai|ira) (?:te |lhe )?(?:ligar|telefonar|enviar|mandar|retornar|avisar|entrar em contato|chamar|procurar)|(?:te|lhe) (?:liga|telefona|envia|manda|retorna|avisa|chama|procura)|entrara em contato)\b/u,
  /\b(?:estou|to|estamos|vou estar|vamos estar) (?:te |lhe |ja )?(?:ligando|enviando|mandando|reservando|agendando|cancelando|verificando|checando|consultando|confirmando|providenciando|separando|encaminhando|transferindo|processando)\b/u,
  /(?:^|[^\p{L}])(?:eu )?(?:reservei|agendei|marquei|cancelei|remarquei|enviei|mandei|aprovei|apliquei|confirmei|liberei|separei|estornei|reembolsei|processei|registrei|garanti|solicitei|encaminhei|prometo|garanto)\b/u,
  /\b(?:i will|i'll|i am going to|i'm going to|we will|we'll|let me) (?:just )?(?:call|phone|email|e-mail|send|book|reserve|schedule|cancel|refund|approve|apply|confirm|check|get back|contact|arrange|transfer|process|issue|look into)\b/u,
  /\b(?:i am|i'm|we are|we're) (?:now |already |just )?(?:calling|phoning|emailing|sending|booking|reserving|scheduling|cancelling|canceling|refunding|checking|arranging|transferring|processing)\b/u,
  /\b(?:someone|somebody|an? (?:agent|colleague|person|representative)|our team|the team|one of us) (?:will|is going to) (?:call|phone|email|e-mail|send|contact|get back|reach out|write)\b/u,
  /\b(?:you are|you're) (?:all )?(?:set|booked|confirmed|scheduled)\b/u,
  /\bi(?:'ve| have)? (?:just )?(?:called|emailed|sent|booked|reserved|scheduled|cancelled|canceled|refunded|approved|applied|confirmed|processed|promise|guarantee)\b/u,
  /\b(?:voy a|vamos a) (?:llamar(?:te)?|enviar(?:te)?|mandar(?:te)?|reservar(?:te)?|agendar(?:te)?|cancelar(?:lo)?|verificar|confirmar|consultar|reembolsar(?:te)?|aprobar|aplicar(?:te)?|transferir(?:te)?)\b/u,
  /\b(?:te|le) (?:llam|envi|mand|avis|reserv|agend|reembols)(?:o|are|aremos|amos)\b|\b(?:te|le) (?:prometo|garantizo)\b|\bnos pondremos en contacto\b/u,
  /\b(?:estoy|estamos) (?:llamando|enviando|mandando|reservando|agendando|cancelando|verificando|confirmando|procesando)\b/u,
  /\b(?:reserve|agende|cancele|envie|aprobe|aplique|confirme) (?:tu|su|el|la)\b/u,
];

/** What was done or settled for this customer. Passages may describe how it is done; they cannot say that it is. */
const IT_IS_DONE: readonly RegExp[] = [
  /\b(?:seu|sua|o seu|a sua|teu|tua) (?:[\p{L}-]+ ){1,3}?(?:foi|esta|ja esta|ja foi|fica|ficou|sera) (?:[\p{L}]+ )?(?:aprovad|reservad|confirmad|agendad|marcad|cancelad|enviad|garantid|liberad|estornad|reembolsad|processad|aplicad|concedid)[oa]s?\b/u,
  /(?:^|[.!?:] ?)(?:pronto[,!]? |feito[,!]? |ok[,!]? |claro[,!]? |sim[,!]? )?(?:(?:esta|foi|ja esta) )?(?:aprovad|reservad|agendad|reembolsad|estornad)[oa]s?\b/u,
  /\b(?:reembolso|desconto|pedido|credito|financiamento|agendamento|cupom|horario|reserva|compra|pagamento)(?: [^.!?]{0,40})? (?:foi|esta|ja foi|ja esta) (?:aprovad|aplicad|confirmad|liberad|reservad|concedid|garantid|recebid|efetuad|realizad)[oa]\b/u,
  /\b(?:your|the) (?:[\p{L}-]+ ){1,3}?(?:has been|have been|is now|was|is) (?:approved|booked|reserved|confirmed|scheduled|cancelled|canceled|refunded|applied|processed|sent)\b/u,
  /\b(?:tu|su) (?:[\p{L}-]+ ){1,3}?(?:fue|esta|ha sido|queda) (?:aprobad|reservad|confirmad|agendad|cancelad|enviad|aplicad|reembolsad)[oa]\b/u,
];

/** Whether a text promises or reports what only a person can do: `vou te ligar`, `reservei`, `aprovado`. Pure. */
export const promises = (text: string): boolean => {
  const said = flat(text);
  return [...I_WILL, ...IT_IS_DONE].some((pattern) => pattern.test(said));
};

const HUMAN: readonly RegExp[] = [
  /\b(?:eu )?(?:sou|era|e) (?:mesmo )?(?:um |uma |o |a )?(?:ser )?(?:human[oa]|pessoa|gente de verdade|atendente|vendedor|vendedora|gerente|funcionari[oa]|don[oa] d[aeo]|medic[oa]|advogad[oa])\b/u,
  /\b(?:nao sou|nao somos|nunca fui) (?:um |uma |nenhum |nenhuma )?(?:robo|bot|ia|maquina|inteligencia artificial|assistente virtual|chatbot|programa)\b/u,
  /\bi(?:'m| am) (?:a |an |the )?(?:real |actual )?(?:human|person|man|woman|agent|representative|manager|attendant)\b/u,
  /\bi(?:'m| am) not (?:a |an )?(?:robot|bot|ai|machine|virtual assistant|program)\b/u,
  /\b(?:soy|somos) (?:un |una |el |la )?(?:ser )?(?:human[oa]|persona|agente|vendedor|vendedora|encargad[oa]|duen[oa])\b/u,
  /\bno soy (?:un |una |ningun )?(?:robot|bot|ia|maquina|asistente virtual|programa)\b/u,
];

/** Whether a text says that a person wrote it. Pure. */
export const claimsHuman = (text: string): boolean => HUMAN.some((pattern) => pattern.test(flat(text)));

/** Words of giving something away, by family: each needs a passage that speaks of it. */
const FAVOURS: readonly RegExp[] = [
  /\b(?:desconto|descontos|discounts?|descuentos?|rebaja|abatimento|(?:metade|mitad) d[eo](?:l? (?:preco|valor|precio))|pela metade|half(?: the)? price|half off)\b/u,
  /\b(?:gratis|gratuit[oa]s?|gratuitamente|de graca|free of charge|for free|free|sem custo|sem taxa|cortesia|por nossa conta|on the house|nao (?:custa|paga|cobramos) nada|sem pagar|na faixa|0800|costs nothing|no cuesta nada|sin costo)\b/u,
  /\b(?:cupom|cupons|cupon|coupons?|vouchers?|codigo promocional|promo code)\b/u,
  /\b(?:brindes?|presente nosso|bonus|cashback|obsequio|gift from us)\b/u,
  /\b(?:promoc(?:ao|oes)|promotions?|promociones|oferta especial|special offer|sale)\b/u,
];

/** Whether a text speaks of a discount or a gift of which none of the passages does. Pure. */
export const inventsFavour = (text: string, passages: string): boolean => {
  const said = flat(text);
  const known = flat(passages);
  return FAVOURS.some((family) => family.test(said) && !family.test(known));
};
