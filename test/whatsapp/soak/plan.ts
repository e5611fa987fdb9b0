/** What is done to the processes during a soak. */
export const KINDS = [
  'agent killed',
  'agent restarted',
  'browser killed',
  'page crashed',
  'WhatsApp dropped',
  'link cut',
] as const;
export type Kind = (typeof KINDS)[number];

export type Step = { kind: Kind; atMs: number };

/**
 * What still happens in each third: processes that live long are what grows, so the agent lives through the last two, the browser through
 * the last. In the second a browser dies every 80 s: an agent whose browsers live for less than a minute takes that for a crash loop and
 * waits ever longer, up to a minute, before it begins another one.
 */
const THIRDS: readonly (readonly Kind[])[] = [
  KINDS,
  [
    'browser killed',
    'WhatsApp dropped',
    'link cut',
    'WhatsApp dropped',
    'page crashed',
    'link cut',
    'WhatsApp dropped',
    'link cut',
  ],
  ['WhatsApp dropped', 'link cut'],
];

/** A disturbance every `everyMs`, in turn. A soak shorter than three rounds has the first third alone, so that each kind happens. */
export const planOf = (totalMs: number, everyMs: number): Step[] => {
  const steps = Math.floor(totalMs / everyMs);
  const isShort = steps < 3 * KINDS.length;
  return Array.from({ length: steps }, (_, i) => {
    const kinds = (isShort ? undefined : THIRDS[Math.floor((3 * i) / steps)]) ?? KINDS;
    return { kind: kinds[i % kinds.length] ?? 'link cut', atMs: (i + 0.5) * everyMs };
  });
};
