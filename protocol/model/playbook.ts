import * as z from 'zod/mini';
import { SignalKind } from './analysis.ts';

const TimeOfDay = z.string().check(z.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/));

/** A time in which people of the business answer, `24:00` being the end of the day. */
export const OpenSpan = z.object({ from: TimeOfDay, to: TimeOfDay });
export type OpenSpan = z.infer<typeof OpenSpan>;

const Day = z.array(OpenSpan).check(z.maxLength(6));

/** When people answer; a day without spans is closed. */
export const Hours = z.object({ mon: Day, tue: Day, wed: Day, thu: Day, fri: Day, sat: Day, sun: Day });
export type Hours = z.infer<typeof Hours>;

/** What a signal is worth, and on which axis. */
export const Weight = z.object({
  axis: z.enum(['fit', 'intent']),
  points: z.number().check(z.minimum(-100), z.maximum(100)),
});
export type Weight = z.infer<typeof Weight>;

/**
 * `answer`: confidence in one passage, 0 to 1, from which it is answered with. `ask`: sum of the confidences of all that was found,
 * which is the chance that the knowledge has the answer at all, from which it is asked which of the best three is meant.
 */
export const Bands = z.object({
  answer: z.number().check(z.minimum(0), z.maximum(1)),
  ask: z.number().check(z.minimum(0), z.maximum(1)),
});
export type Bands = z.infer<typeof Bands>;

/** What holds where a cliente has chosen nothing. Below `ask` the honest answer is "não sei". */
export const BANDS: Bands = { answer: 0.5, ask: 0.55 };

/** How the assistant of a cliente behaves, and what a lead is worth to it. No line of it can switch a guard off. */
export const Playbook = z.object({
  /** Grows with every change; turns and scores say which they were made under. */
  version: z.int().check(z.nonnegative()),
  persona: z.object({
    name: z.nullable(z.string().check(z.maxLength(40))),
    tone: z.enum(['informal', 'neutral', 'formal']),
    /** For a model: how to speak. At most 1,000 characters. */
    instructions: z.string().check(z.maxLength(1_000)),
  }),
  /** IANA, for instance `America/Sao_Paulo`. */
  timezone: z.string().check(z.maxLength(64)),
  /** Null: nobody said when people answer, so no time is promised. */
  hours: z.nullable(Hours),
  holidays: z.object({
    /** The national ones of Brazil. */
    national: z.boolean(),
    extra: z
      .array(
        z.object({ date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)), name: z.string().check(z.maxLength(60)) }),
      )
      .check(z.maxLength(100)),
  }),
  /** Words that always bring a person. */
  handoffKeywords: z.array(z.string().check(z.minLength(2), z.maxLength(60))).check(z.maxLength(50)),
  /** Hosts that an answer may link to, beside those that stand in the knowledge. */
  links: z.array(z.string().check(z.maxLength(253))).check(z.maxLength(50)),
  /** From `answer` on it is answered; else, from `ask` on, it is asked which passage is meant; below nothing is claimed. Null: the built-in ones. */
  confidence: z.nullable(Bands),
  /** Whether the assistant asks for what a sale needs to know, one thing at a time. */
  qualify: z.boolean(),
  /** Whom the business sells to; empty and null = anybody. */
  audience: z.object({
    cities: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(500)),
    minBudget: z.nullable(z.number().check(z.nonnegative())),
  }),
  /** Other weights than the built-in ones. */
  weights: z.partialRecord(SignalKind, Weight),
  /** Days after which half of an intent's points are gone. */
  halfLifeDays: z.number().check(z.minimum(0.5), z.maximum(365)),
  /** Points of the total from which a lead is warm, and hot. */
  temperature: z.object({ warm: z.number(), hot: z.number() }),
  /** Whether a lead that becomes hot is given to a person. */
  handOverHot: z.boolean(),
  /** One message after silence, where it was earned: so many hours after the contact's last one, within the 24 in which WhatsApp lets a business write freely. */
  followUp: z.object({ enabled: z.boolean(), afterHours: z.number().check(z.minimum(1), z.maximum(23)) }),
  /** Tokens of a model that a day may cost, speech that is heard counted in them (rule T43); null = no bound. */
  tokensPerDay: z.nullable(z.int().check(z.nonnegative())),
});
export type Playbook = z.infer<typeof Playbook>;

/** What holds before a cliente has chosen anything. */
export const DEFAULT_PLAYBOOK: Playbook = {
  version: 0,
  persona: { name: null, tone: 'informal', instructions: '' },
  timezone: 'America/Sao_Paulo',
  hours: null,
  holidays: { national: true, extra: [] },
  handoffKeywords: [],
  links: [],
  confidence: null,
  qualify: false,
  audience: { cities: [], minBudget: null },
  weights: {},
  halfLifeDays: 7,
  temperature: { warm: 40, hot: 70 },
  handOverHot: false,
  followUp: { enabled: false, afterHours: 20 },
  tokensPerDay: null,
};
