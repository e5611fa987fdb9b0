import { oneOf, type Wording } from './wording.ts';

const OPENING = "I'm not sure I understood.";

const about = (thing: string | null): string => (thing === null ? '' : ` about ${thing}`);

export const en: Wording = {
  greetings: { hello: 'Hi', morning: 'Good morning', afternoon: 'Good afternoon', evening: 'Good evening' },
  introduce: (business) =>
    business === null
      ? "I'm the virtual assistant here. How can I help?"
      : `I'm the virtual assistant of the ${business} team. How can I help?`,
  again: 'How can I help?',
  howAreYou: 'All good here, thanks for asking!',
  thanks: "You're welcome! If you need anything else, just write 😊",
  bye: 'See you! Whenever you need something, just write here 😊',
  acknowledge: 'Got it! If anything else comes up, just write 😊',
  robot: (business) =>
    `I'm a virtual assistant${business === null ? '' : ` of the ${business} team`}: I answer with the information the team left here.`,
  leads: ['', 'Here it is:', 'This is what I have:'],
  anythingElse: 'Anything else you would like to know, just ask 😊',
  unknown: [
    (thing) => `Sorry, I don't have that information here${about(thing)}, so I don't know for sure.`,
    (thing) => `I don't know that one either: I don't have that information here${about(thing)}.`,
  ],
  partlyUnknown: "As for the rest of your message, I don't have that information here: I don't know.",
  clarify: (titles) => `${OPENING} Are you asking about ${oneOf(titles, ' or ')}?`,
  clarifyOpening: OPENING,
  offer: 'Would you like me to call someone from the team?',
  unreadable: 'I got it, but I can only read text messages here. Could you write it to me?',
};
