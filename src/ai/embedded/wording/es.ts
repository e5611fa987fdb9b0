import { oneOf, type Wording } from './wording.ts';

const OPENING = 'No sé si entendí bien.';

const sobre = (thing: string | null): string => (thing === null ? '' : ` sobre ${thing}`);

export const es: Wording = {
  greetings: { hello: '¡Hola', morning: '¡Buenos días', afternoon: '¡Buenas tardes', evening: '¡Buenas noches' },
  introduce: (business) =>
    business === null
      ? 'Soy el asistente virtual de aquí. ¿En qué puedo ayudarte?'
      : `Soy el asistente virtual del equipo ${business}. ¿En qué puedo ayudarte?`,
  again: '¿En qué puedo ayudarte?',
  howAreYou: '¡Todo bien por aquí, gracias por preguntar!',
  thanks: '¡De nada! Si necesitas algo más, solo escribe 😊',
  bye: '¡Hasta luego! Cuando necesites algo, escribe por aquí 😊',
  acknowledge: '¡De acuerdo! Si surge otra duda, solo escribe 😊',
  robot: (business) =>
    `Soy un asistente virtual${business === null ? '' : ` del equipo ${business}`}: respondo con la información que el equipo dejó aquí.`,
  leads: ['', 'Mira:', 'Es así:'],
  anythingElse: 'Si quieres saber algo más, solo pregunta 😊',
  unknown: [
    (thing) => `Disculpa, no tengo esa información aquí${sobre(thing)}, así que no sé responderte con certeza.`,
    (thing) => `Eso tampoco lo sé: no tengo esa información aquí${sobre(thing)}.`,
  ],
  partlyUnknown: 'Sobre el resto de tu mensaje, no tengo esa información aquí: no sé responderte.',
  clarify: (titles) => `${OPENING} ¿Quieres saber sobre ${oneOf(titles, ' o ')}?`,
  clarifyOpening: OPENING,
  offer: '¿Quieres que llame a una persona del equipo?',
  unreadable: 'Lo recibí, pero aquí solo puedo leer mensajes de texto. ¿Me lo puedes escribir?',
};
