import type { SampleName } from './samples.ts';

export type PersonaId = 'buyer' | 'curious' | 'angry' | 'audio' | 'spam';

type Persona = { id: PersonaId; phone: string; name: string };

/** Five people to write as. Their numbers are made up. */
export const PERSONAS: readonly Persona[] = [
  { id: 'buyer', phone: '+5511987650001', name: 'Carla Nunes' },
  { id: 'curious', phone: '+5521987650002', name: 'João Pedro' },
  { id: 'angry', phone: '+5531987650003', name: 'Sônia Prado' },
  { id: 'audio', phone: '+5541987650004', name: 'Rafael Lima' },
  { id: 'spam', phone: '+5551987650005', name: 'Promo VIP' },
];

/** One tap: words, or a made-up file with words under it. */
export type Suggestion = { text: string } | { sample: SampleName; caption?: string };

const text = (words: string): Suggestion => ({ text: words });

/** What each of them is likely to say; one tap writes it. The shop speaks Portuguese, so its customers do. */
export const LINES: Record<PersonaId | 'other', readonly Suggestion[]> = {
  buyer: [
    text('Oi, vocês entregam hoje?'),
    text('Qual o valor do frete para a Vila Mariana?'),
    text('Posso pagar no Pix?'),
  ],
  curious: [
    text('Qual o horário de vocês no sábado?'),
    text('Vocês têm loja física?'),
    text('Quem descobriu o Brasil?'),
  ],
  angry: [
    text('Meu pedido não chegou e ninguém responde!'),
    text('Quero falar com uma pessoa'),
    text('Como faço para trocar?'),
  ],
  audio: [
    { sample: 'voice' },
    { sample: 'photo', caption: 'É desse aqui que eu preciso' },
    { sample: 'document' },
    text('Ouviu o áudio?'),
  ],
  spam: [
    text('💰 *GANHE R$ 5.000* por semana sem sair de casa!!! https://exemplo.com/ganhe'),
    text('Última chance 🔥🔥🔥'),
  ],
  other: [text('Oi, vocês entregam hoje?'), text('Qual o prazo de troca?'), text('Quero falar com uma pessoa')],
};

/** What a new visitor finds already typed. */
export const FIRST_WORDS = 'Oi, vocês entregam hoje?';

export const personaOf = (phone: string): Persona | undefined => PERSONAS.find((persona) => persona.phone === phone);

/** Digits in any form → E.164; a Brazilian number may come without its country. Null when it cannot be one. */
export const toE164 = (typed: string): string | null => {
  const digits = typed.replaceAll(/\D/gu, '');
  const full = typed.trim().startsWith('+')
    ? digits
    : digits.length === 10 || digits.length === 11
      ? `55${digits}`
      : digits;
  return /^[1-9]\d{6,14}$/u.test(full) ? `+${full}` : null;
};
