import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Language } from '../language.ts';

/** Kinds of messages that have no words the assistant can read. */
export type Unheard = 'voice' | 'audio' | 'image' | 'video' | 'document' | 'sticker' | 'other';

/** What is said to statements, to what cannot be read, and to ask for one thing more. */
export type AskingWording = {
  /** Asks for one thing that a sale needs to know; each ends as a question. */
  ask: Record<BantField, string>;
  /** `name`: what the contact just called itself. */
  pleased(name: string): string;
  noted: string;
  praised: string;
  objected: string;
  unheard: Record<Unheard, string>;
  /** `quote`: the contact's own earlier words. */
  remembered(quote: string): string;
  notRemembered: string;
};

const pt: AskingWording = {
  ask: {
    need: 'Me conta: o que você está precisando?',
    budget: 'Você já tem uma ideia de quanto quer investir?',
    timeline: 'Para quando você precisa?',
    authority: 'A decisão é sua ou tem mais alguém que participa?',
  },
  pleased: (name) => `Prazer, ${name}!`,
  noted: 'Anotado por aqui.',
  praised: 'Que bom saber disso, obrigado por contar 😊',
  objected: 'Entendo, sem problema. Pense com calma, e se quiser conversar mais é só chamar.',
  unheard: {
    voice: 'Recebi o seu áudio, mas não consigo ouvir áudios agora. Se puder, me escreve.',
    audio: 'Recebi o seu áudio, mas não consigo ouvir áudios agora. Se puder, me escreve.',
    image: 'Recebi a sua imagem, mas não consigo ver imagens por aqui. Se puder, me conta em texto.',
    video: 'Recebi o seu vídeo, mas não consigo assistir a vídeos por aqui. Se puder, me conta em texto.',
    document: 'Recebi o seu arquivo e ele fica guardado para a equipe, mas eu não consigo abrir arquivos por aqui.',
    sticker: 'Recebi a figurinha 😊 Se precisar de alguma coisa, é só me escrever.',
    other: 'Recebi, mas por aqui eu só consigo ler mensagens de texto. Você pode me escrever?',
  },
  remembered: (quote) => `Lembro sim: você me disse “${quote}”.`,
  notRemembered: 'Procurei na nossa conversa e não encontrei isso, então prefiro não arriscar.',
};

const en: AskingWording = {
  ask: {
    need: 'Tell me: what do you need?',
    budget: 'Do you already have an idea of how much you want to spend?',
    timeline: 'When do you need it?',
    authority: 'Is it your decision, or does somebody else take part in it?',
  },
  pleased: (name) => `Nice to meet you, ${name}!`,
  noted: 'Noted.',
  praised: "That's great to hear, thanks for telling us 😊",
  objected: 'I understand, no problem. Take your time, and if you want to talk more, just write.',
  unheard: {
    voice: "I got your voice message, but I can't listen to audio right now. If you can, write it to me.",
    audio: "I got your audio, but I can't listen to audio right now. If you can, write it to me.",
    image: "I got your picture, but I can't see pictures here. If you can, tell me in text.",
    video: "I got your video, but I can't watch videos here. If you can, tell me in text.",
    document: "I got your file and it is kept for the team, but I can't open files here.",
    sticker: 'Got the sticker 😊 If you need anything, just write.',
    other: 'I got it, but I can only read text messages here. Could you write it to me?',
  },
  remembered: (quote) => `Yes, I remember: you told me “${quote}”.`,
  notRemembered: "I looked through our conversation and didn't find that, so I'd rather not guess.",
};

const es: AskingWording = {
  ask: {
    need: 'Cuéntame: ¿qué necesitas?',
    budget: '¿Ya tienes una idea de cuánto quieres invertir?',
    timeline: '¿Para cuándo lo necesitas?',
    authority: '¿La decisión es tuya o participa alguien más?',
  },
  pleased: (name) => `¡Mucho gusto, ${name}!`,
  noted: 'Anotado.',
  praised: 'Qué bueno saberlo, gracias por contarlo 😊',
  objected: 'Te entiendo, sin problema. Piénsalo con calma, y si quieres hablar más, solo escribe.',
  unheard: {
    voice: 'Recibí tu audio, pero ahora no puedo oír audios. Si puedes, escríbeme.',
    audio: 'Recibí tu audio, pero ahora no puedo oír audios. Si puedes, escríbeme.',
    image: 'Recibí tu imagen, pero no puedo ver imágenes por aquí. Si puedes, cuéntamelo por escrito.',
    video: 'Recibí tu video, pero no puedo ver videos por aquí. Si puedes, cuéntamelo por escrito.',
    document: 'Recibí tu archivo y queda guardado para el equipo, pero no puedo abrir archivos por aquí.',
    sticker: 'Recibí el sticker 😊 Si necesitas algo, solo escribe.',
    other: 'Lo recibí, pero por aquí solo puedo leer mensajes de texto. ¿Puedes escribirme?',
  },
  remembered: (quote) => `Sí, lo recuerdo: me dijiste “${quote}”.`,
  notRemembered: 'Busqué en nuestra conversación y no encontré eso, así que prefiero no arriesgar.',
};

export const ASKING: Readonly<Record<Language, AskingWording>> = { pt, en, es };
