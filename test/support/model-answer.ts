/** What a model answers that keeps to the form it is asked for; `more` adds to it, or forges a part of it. */
export const wellSaid = (reply: string, citations: readonly string[] = ['K1'], more: object = {}): string =>
  JSON.stringify({
    kind: 'answer',
    reply,
    citations,
    needs_human: false,
    asks: null,
    intent: 'question',
    sentiment: 'neu',
    facts: [],
    ...more,
  });
