import type { HandoffReason } from '@oconnector/protocol/model/analysis.ts';
import type { NextOpening } from '@oconnector/protocol/model/hours.ts';
import type { Language } from '../language.ts';

type Weekday = Extract<NextOpening, { kind: 'later' }>['weekday'];

/** What is said when a person goes on. Times come from the business's own hours; the numbers of the emergency services are ours. */
export type HandoverWording = {
  /** Opens, by reason; the others open as `asked_for_human` does. */
  opening: Partial<Record<HandoffReason, string>> & { asked_for_human: string };
  /** Somebody thinks of dying: first where help is, day and night. */
  selfHarm: readonly string[];
  danger: string;
  /** Nobody said when people answer: nothing is promised. */
  goesOn: string;
  open: string;
  later(when: string): string;
  /** The same before an offer, when nobody answers at the moment. */
  closedNow(when: string): string;
  today(at: string): string;
  tomorrow(weekday: string, at: string): string;
  onDay(weekday: string, date: string, at: string): string;
  weekdays: Record<Weekday, string>;
};

/** CVV: Centro de Valorização da Vida, 188, free, day and night (Portaria MS 2.503/2017). SAMU 192 and Corpo de Bombeiros 193: Brazil's public emergency numbers (Anatel). */
const CVV = '188';
const SAMU = '192';
const FIRE = '193';

const pt: HandoverWording = {
  opening: {
    asked_for_human: 'Claro! Já estou passando a conversa para uma pessoa da equipe.',
    unanswered: 'Não quero te deixar sem resposta: vou passar a conversa para uma pessoa da equipe.',
    complaint: 'Sinto muito por isso, você tem razão em reclamar. Estou passando a conversa para uma pessoa da equipe.',
    legal: 'Entendi. Esse assunto precisa de uma pessoa: estou passando a conversa para a equipe.',
    payment_problem:
      'Entendi. Pagamento é assunto para uma pessoa olhar com cuidado: estou passando a conversa para a equipe.',
    injection: 'Isso eu não posso fazer por aqui. Vou passar a conversa para uma pessoa da equipe.',
    owner_keyword: 'Esse assunto é com a equipe: estou passando a conversa para uma pessoa.',
    unheard: 'Como não consigo ouvir áudios agora, vou passar a conversa para uma pessoa da equipe.',
  },
  selfHarm: [
    'Sinto muito que você esteja passando por isso. Você não precisa enfrentar isso sem ajuda.',
    `Por favor, fale agora com o CVV: é só ligar ${CVV}, de graça, a qualquer hora. Se houver risco imediato, ligue para o SAMU, ${SAMU}.`,
  ],
  danger: `Se alguém estiver em perigo, ligue agora: SAMU ${SAMU} ou Bombeiros ${FIRE}. Já estou chamando uma pessoa da equipe.`,
  goesOn: 'Agora eu paro de responder, e quem continua com você por aqui é ela, assim que puder.',
  open: 'A equipe está em horário de atendimento agora, e quem continua com você por aqui é ela.',
  later: (when) => `No momento não há ninguém atendendo. A equipe volta ${when} e continua com você por aqui.`,
  closedNow: (when) => `Agora não há ninguém da equipe atendendo: o atendimento volta ${when}.`,
  today: (at) => `hoje, a partir das ${at}`,
  tomorrow: (weekday, at) => `amanhã, ${weekday}, às ${at}`,
  onDay: (weekday, date, at) => `${weekday}, ${date}, às ${at}`,
  weekdays: { mon: 'segunda', tue: 'terça', wed: 'quarta', thu: 'quinta', fri: 'sexta', sat: 'sábado', sun: 'domingo' },
};

const en: HandoverWording = {
  opening: {
    asked_for_human: "Sure! I'm passing the conversation to a person from the team.",
    unanswered: "I don't want to leave you without an answer: I'm passing the conversation to a person from the team.",
    complaint:
      "I'm sorry about that, you are right to complain. I'm passing the conversation to a person from the team.",
    legal: "I understand. This needs a person: I'm passing the conversation to the team.",
    payment_problem:
      "I understand. A person should look at a payment with care: I'm passing the conversation to the team.",
    injection: "I can't do that here. I'm passing the conversation to a person from the team.",
    owner_keyword: "This one is for the team: I'm passing the conversation to a person.",
    unheard: "As I can't hear voice messages right now, I'm passing the conversation to a person from the team.",
  },
  selfHarm: [
    "I'm so sorry that you are going through this. You don't have to face it without help.",
    `Please talk to someone now: in Brazil call CVV at ${CVV}, free, at any hour. If there is immediate danger, call SAMU at ${SAMU}.`,
  ],
  danger: `If anyone is in danger, call now (Brazil): ambulance SAMU ${SAMU}, fire ${FIRE}. I'm calling a person from the team.`,
  goesOn: 'I stop answering now, and they will carry on with you here as soon as they can.',
  open: 'The team is available at this time, and they will carry on with you here.',
  later: (when) => `Nobody is available right now. The team is back ${when} and will carry on with you here.`,
  closedNow: (when) => `Nobody from the team is available right now: they are back ${when}.`,
  today: (at) => `today from ${at}`,
  tomorrow: (weekday, at) => `tomorrow, ${weekday}, at ${at}`,
  onDay: (weekday, date, at) => `on ${weekday}, ${date}, at ${at}`,
  weekdays: {
    mon: 'Monday',
    tue: 'Tuesday',
    wed: 'Wednesday',
    thu: 'Thursday',
    fri: 'Friday',
    sat: 'Saturday',
    sun: 'Sunday',
  },
};

const es: HandoverWording = {
  opening: {
    asked_for_human: '¡Claro! Ya paso la conversación a una persona del equipo.',
    unanswered: 'No quiero dejarte sin respuesta: paso la conversación a una persona del equipo.',
    complaint: 'Lamento mucho lo ocurrido, tienes razón en reclamar. Paso la conversación a una persona del equipo.',
    legal: 'Entiendo. Este asunto necesita a una persona: paso la conversación al equipo.',
    payment_problem: 'Entiendo. Un pago lo tiene que mirar una persona con cuidado: paso la conversación al equipo.',
    injection: 'Eso no lo puedo hacer por aquí. Paso la conversación a una persona del equipo.',
    owner_keyword: 'Este asunto es con el equipo: paso la conversación a una persona.',
    unheard: 'Como ahora no puedo oír audios, paso la conversación a una persona del equipo.',
  },
  selfHarm: [
    'Lamento mucho que estés pasando por esto. No tienes que enfrentarlo sin ayuda.',
    `Por favor, habla con alguien ahora: en Brasil llama al CVV, ${CVV}, gratis y a cualquier hora. Si hay peligro inmediato, llama al SAMU, ${SAMU}.`,
  ],
  danger: `Si alguien está en peligro, llama ahora (Brasil): SAMU ${SAMU} o Bomberos ${FIRE}. Ya llamo a una persona del equipo.`,
  goesOn: 'Ahora dejo de responder, y quien sigue contigo por aquí es esa persona, en cuanto pueda.',
  open: 'El equipo está atendiendo en este horario, y quien sigue contigo por aquí es una persona.',
  later: (when) => `En este momento no hay nadie atendiendo. El equipo vuelve ${when} y sigue contigo por aquí.`,
  closedNow: (when) => `Ahora no hay nadie del equipo atendiendo: vuelven ${when}.`,
  today: (at) => `hoy, a partir de las ${at}`,
  tomorrow: (weekday, at) => `mañana, ${weekday}, a las ${at}`,
  onDay: (weekday, date, at) => `el ${weekday}, ${date}, a las ${at}`,
  weekdays: {
    mon: 'lunes',
    tue: 'martes',
    wed: 'miércoles',
    thu: 'jueves',
    fri: 'viernes',
    sat: 'sábado',
    sun: 'domingo',
  },
};

export const HANDOVER: Readonly<Record<Language, HandoverWording>> = { pt, en, es };

/** An hour as each language writes it: `9h`, `14h30`, `9:00`. */
const hourIn = (language: Language, at: string): string =>
  language === 'pt' ? at.replace(/:00$/u, 'h').replace(':', 'h') : at;

/** When somebody answers, in words: `amanhã, terça, às 9h`. */
export const whenIn = (language: Language, next: Extract<NextOpening, { kind: 'later' }>): string => {
  const wording = HANDOVER[language];
  const at = hourIn(language, next.at);
  const weekday = wording.weekdays[next.weekday];
  if (next.days === 0) return wording.today(at);
  if (next.days === 1) return wording.tomorrow(weekday, at);
  const [day, month] = [next.date.day, next.date.month].map((part) => String(part).padStart(2, '0'));
  return wording.onDay(weekday, language === 'en' ? `${month}/${day}` : `${day}/${month}`, at);
};
