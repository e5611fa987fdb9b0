import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import type { InboundMessage, Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';

/** One conversation of the fixture: the row is derived from the rest. */
export type Held = {
  contactId: string;
  name: string | null;
  phone: string;
  control: Control;
  status: 'open' | 'resolved';
  activity: ConversationRow['activity'];
  messages: Message[];
  read: number;
  version: number;
  facts: Fact[];
  summary: string | null;
  events: ObjectEvent[];
};

/** Repeatable chance (mulberry32). */
export const chance = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const FIRST = [
  'Maria',
  'João',
  'Ana',
  'Pedro',
  'Luiza',
  'Carlos',
  'Fernanda',
  'Rafael',
  'Beatriz',
  'Lucas',
  'Juliana',
  'Marcos',
  'Camila',
  'Tiago',
  'Larissa',
  'Gustavo',
  'Patrícia',
  'André',
  'Sônia',
  'Otávio',
  'Conceição',
  'Ígor',
];
const LAST = [
  'Silva',
  'Souza',
  'Oliveira',
  'Pereira',
  'Lima',
  'Costa',
  'Ribeiro',
  'Almeida',
  'Nunes',
  'Araújo',
  'Cardoso',
  'Teixeira',
  'Moraes',
  'Gonçalves',
];
const ASKED = [
  'Oi, vocês entregam hoje?',
  'Qual o prazo para a Zona Sul?',
  'Bom dia! Tem o tênis azul no 42?',
  'Posso trocar se não servir?',
  'Aceitam Pix?',
  'Qual o horário de sábado?',
  'Meu pedido ainda não chegou 😕',
  'Vcs fazem nota fiscal?',
  'Quanto fica o frete pro 04101-000?',
  'Obrigada!',
  'Perfeito, vou querer dois',
  'Consegue um desconto à vista?',
  'Tem loja física?',
  'Preciso falar com alguém sobre um pedido que veio errado, já mandei mensagem ontem e ninguém me respondeu até agora',
  'É da caixa com 12 ou 24?',
  'ok 👍',
];
const ANSWERED: [string, string, string][] = [
  [
    'Sim! Pedidos feitos até *14h* saem no mesmo dia para a capital.',
    'Entregas › Prazo',
    'Pedidos confirmados até as 14h saem no mesmo dia para a capital.',
  ],
  [
    'A troca é grátis em até *7 dias* corridos, com a etiqueta. Quer que eu abra o pedido de troca?',
    'Trocas › Regras',
    'A primeira troca é gratuita em até 7 dias corridos, com etiqueta.',
  ],
  [
    'Aceitamos Pix, cartão em até 6x sem juros e boleto. No Pix tem 5% de desconto.',
    'Pagamento',
    'Pix com 5% de desconto; cartão em até 6 vezes sem juros; boleto.',
  ],
  [
    'Aos sábados atendemos das *9h às 13h*. A loja física fica na Rua das Flores, 120.',
    'Horários',
    'Sábado, das 9h às 13h. Rua das Flores, 120, Centro.',
  ],
];

export const ANA = { userId: 'usr_ana', name: 'Ana Lima' };
export const BIA = { userId: 'usr_bia', name: 'Bia Rocha' };
export const DEMO_NUMBER = 'num_demo';

const pick = <T>(random: () => number, list: readonly T[]): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

export const inbound = (seq: number, at: number, text: string, waId = `wa-${seq}-${at}`): InboundMessage => ({
  seq,
  at,
  direction: 'in',
  waId,
  author: { kind: 'contact' },
  content: { type: 'text', text },
  sentAt: at,
  late: false,
  old: false,
});

export const outbound = (
  seq: number,
  at: number,
  text: string,
  more: Partial<OutboundMessage> = {},
): OutboundMessage => ({
  seq,
  at,
  direction: 'out',
  commandId: `00000000-0000-7000-8000-${String(seq).padStart(6, '0')}${Math.floor(at % 1e6)
    .toString()
    .padStart(6, '0')}`,
  waId: `out-${seq}`,
  author: { kind: 'bot' },
  content: { type: 'text', text },
  status: 'read',
  statusReason: null,
  statusAt: { queued: at, dispatched: at + 40, accepted: at + 320, delivered: at + 900, read: at + 4_000 },
  turnId: `t-${seq}`,
  citations: [],
  ...more,
});

const controlOf = (random: () => number, n: number, now: number): { control: Control; status: Held['status'] } => {
  const fence = { confirmed: true, inFlight: 0 };
  const base = { generation: 3, since: now - 600_000, releaseAt: null, fence };
  if (n === 2)
    return {
      status: 'open',
      control: { ...base, holder: { kind: 'human', ...ANA, via: 'dashboard' }, releaseAt: now + 24 * 60_000 },
    };
  if (n === 4) return { status: 'open', control: { ...base, holder: { kind: 'paused', reason: 'asked_for_human' } } };
  if (n === 6)
    return {
      status: 'open',
      control: { ...base, holder: { kind: 'human', ...BIA, via: 'dashboard' }, releaseAt: now + 11 * 60_000 },
    };
  if (n === 9)
    return {
      status: 'open',
      control: {
        ...base,
        holder: { kind: 'human', userId: null, name: 'Celular', via: 'phone' },
        releaseAt: now + 40 * 60_000,
      },
    };
  if (n > 20 && random() < 0.35)
    return { status: 'resolved', control: { ...base, holder: { kind: 'paused', reason: 'resolved' } } };
  if (n > 10 && random() < 0.04)
    return { status: 'open', control: { ...base, holder: { kind: 'paused', reason: 'bot_failed' } } };
  if (n > 10 && random() < 0.03)
    return {
      status: 'open',
      control: { ...base, holder: { kind: 'human', ...ANA, via: 'dashboard' }, releaseAt: null },
    };
  return { status: 'open', control: { ...base, generation: 1, holder: { kind: 'bot' } } };
};

const conversation = (n: number, now: number): Held => {
  const random = chance(n + 11);
  const lastAt = now - (n === 0 ? 20_000 : Math.floor(n ** 1.75 * 60_000 * (1 + random() * 0.2)));
  const lines = n === 1 ? 640 : 3 + Math.floor(random() * 22);
  const { control, status } = controlOf(random, n, now);
  const messages: Message[] = [];
  let at = lastAt - lines * 95_000 - (n % 3 === 0 ? 86_400_000 : 0);
  for (let seq = 1; seq <= lines; seq++) {
    if (n % 3 === 0 && seq === Math.floor(lines / 2)) at += 86_400_000;
    at += 20_000 + Math.floor(random() * 120_000);
    if (seq === lines) at = lastAt;
    const [text, title, quote] = pick(random, ANSWERED);
    const mine = seq % 2 === 0 && !(seq === lines && n < 8 && n !== 2);
    if (!mine)
      messages.push(
        seq % 17 === 9
          ? {
              ...inbound(seq, at, 'x'),
              content: { type: 'unsupported', what: pick(random, ['audio', 'image', 'location'] as const) },
            }
          : inbound(seq, at, pick(random, ASKED)),
      );
    else if (control.holder.kind === 'human' && control.holder.userId !== null && seq > lines - 4)
      messages.push(
        outbound(seq, at, 'Oi! Aqui é da equipe da loja, já estou vendo o seu pedido.', {
          author: { kind: 'human', userId: control.holder.userId, name: control.holder.name },
          status: n === 2 ? 'delivered' : 'read',
          turnId: null,
        }),
      );
    else
      messages.push(
        outbound(seq, at, text, {
          citations: random() < 0.8 ? [{ passageId: `pas_${seq}`, title, quote }] : [],
          ...(n === 7 && seq === lines ? { status: 'unknown' as const } : {}),
        }),
      );
  }
  const inboundCount = messages.filter((message) => message.direction === 'in').length;
  return {
    contactId: `con_${n.toString(36).padStart(4, '0')}`,
    name: n % 13 === 5 ? null : `${pick(random, FIRST)} ${pick(random, LAST)}`,
    phone: `+55119${String(80_000_000 + n * 7919).slice(0, 8)}`,
    control,
    status,
    activity: 'idle',
    messages,
    version: 1,
    read: Math.max(0, inboundCount - ([2, 1, 0, 3, 1, 12, 0, 0, 1][n] ?? 0)),
    facts:
      n % 4 === 0
        ? [
            {
              id: 1,
              key: 'bairro',
              value: 'Vila Mariana',
              quote: 'é para a Vila Mariana',
              messageSeq: 1,
              validFrom: lastAt,
              supersededBy: null,
            },
            {
              id: 2,
              key: 'forma_de_pagamento',
              value: 'Pix',
              quote: 'prefiro no Pix',
              messageSeq: 3,
              validFrom: lastAt,
              supersededBy: null,
            },
          ]
        : [],
    summary:
      n === 1
        ? 'Cliente antiga; compra tênis a cada dois meses. Pediu frete para a Vila Mariana e costuma pagar no Pix.'
        : null,
    events: [],
  };
};

/** `count` conversations as they might stand at `now`. */
export const conversations = (count: number, now: number): Held[] => {
  const held = Array.from({ length: count }, (_, n) => conversation(n, now));
  const third = held[2];
  if (third) {
    const seq = third.messages.length;
    const at = third.messages.at(-1)?.at ?? now;
    third.messages.splice(seq - 3, 0, {
      seq: 0,
      at: at - 400_000,
      direction: 'notice',
      notice: { event: 'takeover', by: ANA.name, via: 'dashboard', cancelled: 1 },
    });
    third.messages.forEach((message, index) => (message.seq = index + 1));
  }
  return held;
};
