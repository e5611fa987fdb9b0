import type { Language } from '../language.ts';

/** What is said once a person has given the conversation back. */
export type AfterPersonWording = {
  /** Opens the first answer: who speaks now. */
  returned: string;
  /** To whoever called for a person before one gave the conversation back. */
  givenBack: string;
  /** `quote`: what a person of the team wrote to the contact. */
  told(quote: string): string;
};

export const AFTER_PERSON: Readonly<Record<Language, AfterPersonWording>> = {
  pt: {
    returned: 'Aqui é o assistente virtual.',
    givenBack:
      'Aqui é o assistente virtual: a equipe devolveu a conversa para mim. Se ainda precisar de uma pessoa, é só pedir de novo.',
    told: (quote) => `Isso a equipe já te passou por aqui: “${quote}”`,
  },
  en: {
    returned: 'This is the virtual assistant.',
    givenBack:
      'This is the virtual assistant: the team has given the conversation back to me. If you still need a person, just ask again.',
    told: (quote) => `The team has already told you that here: “${quote}”`,
  },
  es: {
    returned: 'Aquí está el asistente virtual.',
    givenBack:
      'Aquí está el asistente virtual: el equipo me devolvió la conversación. Si todavía necesitas a una persona, pídela otra vez.',
    told: (quote) => `Eso el equipo ya te lo dijo por aquí: “${quote}”`,
  },
};
