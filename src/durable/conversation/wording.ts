type Language = 'pt' | 'en' | 'es';

/** What the contact hears when the assistant has failed: a person will answer, and nothing else is promised. */
export const BOT_FAILED_NOTICE: Record<Language, string> = {
  pt: 'Tive um problema para responder agora. Uma pessoa vai responder você por aqui.',
  en: 'I had a problem answering just now. A person will answer you here.',
  es: 'Tuve un problema para responder ahora. Una persona te responderá por aquí.',
};
