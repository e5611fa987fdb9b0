import { Intent, Sentiment } from '@oconnector/protocol/model/analysis.ts';
import { BantField } from '@oconnector/protocol/model/score.ts';
import * as z from 'zod/mini';
import { catch as otherwise } from 'zod/mini';

/** What a model may learn of a contact. Sums of money are left to the grammar, which reads them exactly. */
export const FACT_KEYS = ['name', 'company', 'city', 'need', 'deadline', 'authority', 'occasion', 'quantity'] as const;

const short = (max: number) => z.string().check(z.maxLength(max));
const FoundFact = z.object({
  key: z.enum(FACT_KEYS),
  value: z.string().check(z.minLength(1), z.maxLength(120)),
  quote: z.string().check(z.minLength(1), z.maxLength(300)),
  message: z.int(),
});

/** One call's answer: what to say, what it rests on, what was learnt. A part beside the reply that is wrong is left out, not fatal. */
export const ModelOutput = z.object({
  kind: z.enum(['answer', 'memory', 'unknown']),
  reply: z.string(),
  citations: otherwise(z.array(short(12)).check(z.maxLength(12)), []),
  needs_human: otherwise(z.boolean(), false),
  asks: otherwise(z.nullable(BantField), null),
  intent: otherwise(z.nullable(Intent), null),
  sentiment: otherwise(z.nullable(Sentiment), null),
  facts: otherwise(
    z.pipe(
      z.array(z.unknown()).check(z.maxLength(20)),
      z.transform((found: unknown[]) =>
        found.flatMap((one) => {
          const fact = FoundFact.safeParse(one);
          return fact.success ? [fact.data] : [];
        }),
      ),
    ),
    [],
  ),
});
export type ModelOutput = z.infer<typeof ModelOutput>;

/** The same for a model that can be held to a schema. Flat: small models fail at nested ones. */
export const OUTPUT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'reply', 'citations', 'needs_human', 'asks', 'intent', 'sentiment', 'facts'],
  properties: {
    kind: { type: 'string', enum: ['answer', 'memory', 'unknown'] },
    reply: { type: 'string' },
    citations: { type: 'array', items: { type: 'string' } },
    needs_human: { type: 'boolean' },
    asks: { type: ['string', 'null'], enum: [...BantField.options, null] },
    intent: { type: 'string', enum: [...Intent.options] },
    sentiment: { type: 'string', enum: [...Sentiment.options] },
    facts: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['key', 'value', 'quote', 'message'],
        properties: {
          key: { type: 'string', enum: [...FACT_KEYS] },
          value: { type: 'string' },
          quote: { type: 'string' },
          message: { type: 'integer' },
        },
      },
    },
  },
} as const;

/** Characters of an answer that are looked at: what is longer is no answer. */
const MAX_READ = 20_000;

/** Every `{…}` that closes, outermost first, strings respected. */
const objectsIn = (text: string): string[] => {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"' && depth > 0) quoted = true;
    else if (char === '{') {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found;
};

const parsed = (json: string): ModelOutput | null => {
  try {
    const read = ModelOutput.safeParse(JSON.parse(json));
    return read.success && read.data.reply.trim() !== '' ? read.data : null;
  } catch {
    return null;
  }
};

/** Reads what a model wrote, also with words or a fence around its JSON; null when there is none that fits. Pure. */
export const readOutput = (text: string): ModelOutput | null => {
  for (const json of objectsIn(text.slice(0, MAX_READ))) {
    const output = parsed(json);
    if (output !== null) return output;
  }
  return null;
};
