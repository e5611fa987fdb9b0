type Language = 'pt' | 'en' | 'es';

/** The one confirmation of an opt-out, and the one of its end. */
export const OPTED_OUT_NOTICE: Record<Language, string> = {
  pt: 'Pronto: você não vai mais receber mensagens automáticas deste número. Se mudar de ideia, escreva VOLTAR.',
  en: 'Done: you will get no more automatic messages from this number. If you change your mind, write START.',
  es: 'Listo: ya no recibirás mensajes automáticos de este número. Si cambias de idea, escribe VOLVER.',
};
export const OPTED_IN_NOTICE: Record<Language, string> = {
  pt: 'Combinado: as mensagens automáticas voltaram. Como posso ajudar?',
  en: 'All right: automatic messages are back. How can I help?',
  es: 'De acuerdo: los mensajes automáticos han vuelto. ¿En qué puedo ayudar?',
};

/** The one message after silence. */
export const FOLLOW_UP: Record<Language, string> = {
  pt: 'Oi! Ficou alguma dúvida? Se quiser continuar, é só responder por aqui. Se preferir não receber mais mensagens, escreva PARAR.',
  en: 'Hi! Is there anything else you would like to know? If you want to go on, just answer here. If you prefer no more messages, write STOP.',
  es: '¡Hola! ¿Te quedó alguna duda? Si quieres seguir, responde por aquí. Si prefieres no recibir más mensajes, escribe BAJA.',
};

/** What the contact hears when the assistant has failed: a person will answer, and nothing else is promised. */
export const BOT_FAILED_NOTICE: Record<Language, string> = {
  pt: 'Tive um problema para responder agora. Uma pessoa vai responder você por aqui.',
  en: 'I had a problem answering just now. A person will answer you here.',
  es: 'Tuve un problema para responder ahora. Una persona te responderá por aquí.',
};
