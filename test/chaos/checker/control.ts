import type { Violation } from './history.ts';
import { groupBy, type HistoryIndex } from './index-of.ts';

/** I7: once a person holds the conversation the bot is silent: in the agent from the fence on, for the person from the confirmation on. */
export const theBotNeverTalksOverAPerson = (history: HistoryIndex): Violation[] => [
  ...intentsBehindFences(history),
  ...arrivalsAfterConfirmation(history),
  ...dispatchesAfterTakeover(history),
];

const intentsBehindFences = (history: HistoryIndex): Violation[] => {
  // Each agent is bound by the fences that it stored itself; what one of two does, the confirmation answers for.
  const fences = new Map<string, { minGeneration: number; n: number }>();
  const merged = [...history.all('bot.fence'), ...history.all('bot.intent')].sort((a, b) => a.n - b.n);
  return merged.flatMap((event): Violation[] => {
    const key = `${event.agent} ${event.contact}`;
    if (event.f === 'bot.fence') {
      const known = fences.get(key);
      if (!known || known.minGeneration < event.minGeneration)
        fences.set(key, { minGeneration: event.minGeneration, n: event.n });
      return [];
    }
    const fence = fences.get(key);
    if (event.class === 'human' || !fence || event.generation >= fence.minGeneration) return [];
    return [
      {
        invariant: 'I7',
        contact: event.contact,
        what: `${event.class} ${event.commandId} of generation ${event.generation} was begun behind the fence ${fence.minGeneration}`,
        evidence: [fence.n, event.n],
      },
    ];
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
      return [
        {
          invariant: 'I7',
          contact: confirmed.contact,
          what: `reply ${arrival.commandId} arrived after the takeover was confirmed without it`,
          evidence: [confirmed.n, arrival.n],
        },
      ];
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
    return [
      {
        invariant: 'I7',
        contact: event.contact,
        what: `reply ${event.commandId} of generation ${command.generation} was dispatched under generation ${current}`,
        evidence: [event.n],
      },
    ];
  });
};

/** What no reader takes for anything but an opt-out. A list of its own: how much more the product understands is no promise. */
const STOP = new Set(['parar', 'pare', 'sair', 'stop', 'unsubscribe']);

/** I13: whoever says nothing but "stop" is heard: they have opted out already, or they have from this message on. */
const everyStopIsHeard = (history: HistoryIndex): Violation[] => {
  const words = new Map(history.all('wa.in').map(({ key, body }) => [key, body]));
  const consents = groupBy(
    [...history.all('conv.optout'), ...history.all('conv.optin')].sort((a, b) => a.n - b.n),
    ({ contact }) => contact,
  );
  return history.all('conv.stored').flatMap(({ contact, key, from, n }): Violation[] => {
    if (from !== 'contact' || !STOP.has((words.get(key) ?? '').trim().toLowerCase())) return [];
    const own = consents.get(contact) ?? [];
    const heard =
      own.findLast((event) => event.n < n)?.f === 'conv.optout' ||
      own.some((event) => event.f === 'conv.optout' && event.n > n);
    return heard
      ? []
      : [{ invariant: 'I13', contact, what: `message ${key} asked for no more and was not heard`, evidence: [n] }];
  });
};

/**
 * I13: after an opt-out nothing automatic is decided but the one confirmation, and nothing that was decided before is handed
 * over. What the agent had already begun is I7's: it ends at the fence.
 */
export const optOutIsFinal = (history: HistoryIndex): Violation[] => [
  ...everyStopIsHeard(history),
  ...nothingAfterOptOut(history),
];

const nothingAfterOptOut = (history: HistoryIndex): Violation[] => {
  const decided = new Map(history.all('conv.command').map((command) => [command.commandId, command]));
  const since = new Map<string, { n: number; generation: number; notices: number }>();
  const merged = [
    ...history.all('conv.optout'),
    ...history.all('conv.optin'),
    ...history.all('conv.command'),
    ...history.all('conv.state'),
  ].sort((a, b) => a.n - b.n);
  return merged.flatMap((event): Violation[] => {
    const { contact } = event;
    const asked = since.get(contact);
    const wrong = (what: string): Violation[] => [
      { invariant: 'I13', contact, what: `${what} after the opt-out`, evidence: [asked?.n ?? 0, event.n] },
    ];
    switch (event.f) {
      case 'conv.optout':
        since.set(contact, { n: event.n, generation: event.generation, notices: 0 });
        return [];
      case 'conv.optin':
        since.delete(contact);
        return [];
      case 'conv.command':
        if (!asked || event.class === 'human') return [];
        return event.class === 'notice' && ++asked.notices === 1
          ? []
          : wrong(`${event.class} ${event.commandId} was decided`);
      case 'conv.state': {
        const command = decided.get(event.commandId);
        const old =
          asked && event.state === 'dispatched' && command && command.class !== 'human' && command.n < asked.n;
        return old ? wrong(`${command.class} ${event.commandId} was handed over`) : [];
      }
    }
  });
};
