import { fold } from './normalize.ts';
import { stem } from './stem.ts';

/**
 * What customers of a shop ask about, and the words each side uses for it: a question says `onde fica`, the knowledge says
 * `endereço`. The first, small form of the lexicon. A form of several words is matched as a phrase.
 */
const FORMS: Readonly<Record<string, string>> = {
  address:
    'endereço, endereços, localização, onde fica, onde ficam, onde é, onde está, onde estão, fica onde, ficam onde, qual bairro, que bairro, qual a rua, que rua, como chegar, como chego, onde vocês, localizada, localizado, situada, rua, avenida, bairro, where are you, where is, address, location, located, dónde está, dónde queda, dónde están, dirección, ubicación',
  hours:
    'horário, horários, que horas, qual hora, a que horas, abre, abrem, aberto, aberta, abertos, abrir, fecha, fecham, fechado, fechar, funcionamento, expediente, funciona até, funcionam, atendem sábado, atendem domingo, dias da semana, feriado, opening hours, open, close, closing, business hours, horario de atención, abren, cierran, abierto',
  price:
    'preço, preços, valor, valores, quanto custa, quanto custam, quanto é, quanto fica, quanto sai, quanto está, quanto que, quanto vocês cobram, quanto cobram, custa, custam, custo, tabela de preços, orçamento, cobram, cobra, a partir de r, reais, r$, price, prices, cost, how much, fee, precio, precios, cuánto cuesta, cuánto vale, cuánto sale',
  delivery:
    'entrega, entregas, entregam, entregar, entregamos, delivery, frete, motoboy, levam em casa, leva em casa, mandam para, enviam, envio, envios, enviamos, envia, correios, sedex, transportadora, chega em, receber em casa, taxa de entrega, deliver, shipping, ship, entregan, envían, domicilio',
  delay:
    'prazo, prazos, quanto tempo, demora, demoram, demorar, leva quantos dias, quantos dias, quando chega, chega quando, dias úteis, how long, delivery time, cuánto tarda, cuánto demora',
  tracking:
    'rastrear, rastreio, rastreamento, código de rastreio, acompanhar pedido, onde está meu pedido, cadê meu pedido, meu pedido, tracking, track, where is my order, seguimiento',
  payment:
    'pagamento, pagamentos, pagar, pago, formas de pagamento, forma de pagamento, pix, cartão, cartões, crédito, débito, boleto, dinheiro, à vista, transferência, payment, pay, credit card, cash, efectivo, tarjeta, pagar con',
  accept: 'aceita, aceitam, aceitamos, aceitar, accept, accepted, aceptan, acepta, aceptamos',
  instalments:
    'parcela, parcelas, parcelar, parcelamento, parcelado, parcelam, dividir, divide, dividem, em quantas vezes, quantas vezes, sem juros, vezes no cartão, instalments, installments, cuotas',
  exchange:
    'troca, trocas, trocar, trocam, devolução, devoluções, devolver, devolvem, reembolso, estorno, arrependimento, não gostei, veio errado, veio quebrado, veio com defeito, exchange, return, returns, refund, cambio, devolución, cambiar',
  warranty: 'garantia, garantias, defeito, conserto, assistência técnica, warranty, guarantee, garantía',
  cancel: 'cancelar, cancelamento, cancela, desmarcar, desistir, cancel, cancellation, cancelación',
  booking:
    'agendar, agendamento, agenda, marcar, marco, reservar, reserva, reservas, remarcar, horário disponível, book, booking, appointment, reservation, turno, cita',
  discount:
    'desconto, descontos, promoção, promoções, cupom, cupons, mais barato, oferta, ofertas, discount, coupon, sale, promo, descuento, promoción, cupón',
  pickup:
    'retirada, retirar, retiro, buscar na loja, buscar aí, pegar na loja, pegar aí, pick up, pickup, collect, recoger, retirar en tienda',
  parking:
    'estacionamento, estacionar, vaga para carro, vagas para carros, parar o carro, deixar o carro, parking, estacionamiento',
  contact:
    'telefone, telefones, contato, contatos, ligar, e-mail, email, instagram, site, phone, contact, call, website, teléfono, contacto, correo',
  wholesale:
    'atacado, revenda, revender, revendedor, grande quantidade, quantidade mínima, pedido mínimo, wholesale, bulk, mayorista, por mayor',
  invoice: 'nota fiscal, nota, cnpj, danfe, invoice, receipt, factura',
  stock:
    'estoque, disponível, disponibilidade, pronta entrega, em falta, esgotado, stock, available, availability, disponible',
  gift: 'presente, presentes, presentear, embrulho, embrulhar, embalagem para presente, cartãozinho, gift, gifts, wrap, wrapping, regalo, regalos',
  documents: 'documento, documentos, documentação, papelada, rg, cpf, comprovante, documents, paperwork, documentos',
  area: 'atendem qual região, qual região, quais bairros, quais cidades, que cidades, área de entrega, região, regiões, todo o brasil, outras cidades, outra cidade, area, region, zona, zonas',
  menu: 'cardápio, catálogo, menu, lista de produtos, o que vocês vendem, quais produtos, catalogue, catalog, catálogo',
  pets: 'pet, pets, cachorro, cachorros, gato, gatos, animal, animais, dog, dogs, cat, cats, mascota, mascotas, perro',
  children: 'criança, crianças, infantil, bebê, filho, filha, kids, children, child, niños, niño',
};

type Phrase = { words: string[]; concept: string };

const PHRASES: Phrase[] = [];
const SINGLE = new Map<string, string[]>();

for (const [concept, forms] of Object.entries(FORMS)) {
  for (const form of forms.split(', ')) {
    const parts = fold(form).match(/[\p{L}\p{N}]+/gu) ?? [];
    const [only] = parts;
    if (parts.length > 1) PHRASES.push({ words: parts, concept });
    else if (only !== undefined) SINGLE.set(stem(only), [...new Set([...(SINGLE.get(stem(only)) ?? []), concept])]);
  }
}
PHRASES.sort((left, right) => right.words.length - left.words.length);

/** What a text's own shape says: money is about price, a clock time about hours. */
const SIGNALS: readonly { pattern: RegExp; concept: string }[] = [
  { pattern: /r\$ ?\d|\d ?reais/u, concept: 'price' },
  { pattern: /\b\d{1,2} ?h(?:\d{2})?\b|\b\d{1,2}:\d{2}\b/u, concept: 'hours' },
  { pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+\.\w/u, concept: 'contact' },
  { pattern: /\b\d{1,2} ?x (?:sem|no|de)\b/u, concept: 'instalments' },
  { pattern: /\b\d{5}-?\d{3}\b/u, concept: 'address' },
];

/** The concepts that a single word stands for. */
export const conceptsOfWord = (word: string): readonly string[] => SINGLE.get(stem(word)) ?? [];

/** Phrases found in a list of words, longest first, never overlapping. */
export const phrasesIn = (list: readonly string[]): { start: number; length: number; concept: string }[] => {
  const taken = new Set<number>();
  const found: { start: number; length: number; concept: string }[] = [];
  for (const { words, concept } of PHRASES) {
    for (let start = 0; start + words.length <= list.length; start++) {
      if (!words.every((word, i) => list[start + i] === word && !taken.has(start + i))) continue;
      words.forEach((_, i) => taken.add(start + i));
      found.push({ start, length: words.length, concept });
    }
  }
  return found;
};

/** The concepts of a text by its shape. */
export const conceptsOfShape = (text: string): string[] => {
  const folded = fold(text);
  return SIGNALS.filter(({ pattern }) => pattern.test(folded)).map(({ concept }) => concept);
};
