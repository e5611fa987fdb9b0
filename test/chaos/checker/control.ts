import type { Violation } from './history.ts';
import { groupBy, type HistoryIndex } from './index-of.ts';

/** I7: once a person holds the conversation the bot is silent: in the agent from the fence on, for the person from the confirmation on. */
export const theBotNeverTalksOverAPerson = (history: HistoryIndex): Violation[] => [
  ...intentsBehindFences(history),
  ...arrivalsAfterConfirmation(history),
  ...dispatchesAfterTakeover(history),
];

const intentsBehindFences = (history: HistoryIndex): Violation[] => {
  const fences = new Map<string, { minGeneration: number; n: number }>();
  const merged = [...history.all('bot.fence'), ...history.all('bot.intent')].sort((a, b) => a.n - b.n);
  return merged.flatMap((event): Violation[] => {
    if (event.f === 'bot.fence') {
      const known = fences.get(event.contact);
      if (!known || known.minGeneration < event.minGeneration) fences.set(event.contact, { minGeneration: event.minGeneration, n: event.n });
      return [];
    }
    const fence = fences.get(event.contact);
    if (event.class === 'human' || !fence || event.generation >= fence.minGeneration) return [];
    return [{
      invariant: 'I7', contact: event.contact,
      what: `${event.class} ${event.commandId} of generation ${event.generation} was begun behind the fence ${fence.minGeneration}`,
      evidence: [fence.n, event.n],
    }];
  });
};

const arrivalsAfterConfirmation = (history: HistoryIndex): Violation[] => {
  const commands = new Map(history.all('conv.command').map((command) => [command.commandId, command]));
  const arrivals = groupBy(history.all('wa.out'), ({ contact }) => contact);
  return history.all('person.confirmed').flatMap((confirmed) =>
    (arrivals.get(confirmed.contact) ?? []).flatMap((arrival): Violation[] => {
      const command = commands.get(arrival.commandId);
      const late = arrival.n > confirmed.n && command?.class === 'reply' && command.generation < confirmed.generation;
      if (!late || confirmed.inFlight.includes(arrival.commandId)) return [];
      return [{
        invariant: 'I7', contact: confirmed.contact,
        what: `reply ${arrival.commandId} arrived after the takeover was confirmed without it`,
        evidence: [confirmed.n, arrival.n],
      }];
    }),
  );
};

const dispatchesAfterTakeover = (history: HistoryIndex): Violation[] => {
  const commands = new Map(history.all('conv.command').map((command) => [command.commandId, command]));
  const generations = new Map<string, number>();
  const merged = [...history.all('conv.control'), ...history.all('conv.state')].sort((a, b) => a.n - b.n);
  return merged.flatMap((event): Violation[] => {
    if (event.f === 'conv.control') {
      generations.set(event.contact, event.generation);
      return [];
    }
    const command = commands.get(event.commandId);
    const current = generations.get(event.contact) ?? 0;
    if (event.state !== 'dispatched' || command?.class !== 'reply' || command.generation >= current) return [];
    return [{
      invariant: 'I7', contact: event.contact,
      what: `reply ${event.commandId} of generation ${command.generation} was dispatched under generation ${current}`,
      evidence: [event.n],
    }];
  });
};

/** I13: after an opt-out nothing automatic is begun but the one confirmation. */
export const optOutIsFinal = (history: HistoryIndex): Violation[] => {
  const intents = groupBy(history.all('bot.intent'), ({ contact }) => contact);
  return history.all('conv.optout').flatMap(({ contact, generation, n }) => {
    const after = (intents.get(contact) ?? []).filter((intent) => intent.n > n && intent.class !== 'human' && intent.generation <= generation);
    const replies = after.filter((intent) => intent.class === 'reply');
    const notices = after.filter((intent) => intent.class === 'notice');
    const wrong = [...replies, ...notices.slice(1)];
    return wrong.map((intent) => ({ invariant: 'I13', contact, what: `${intent.class} ${intent.commandId} was begun after the opt-out`, evidence: [n, intent.n] }));
  });
};
