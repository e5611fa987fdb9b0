import type { Language } from '../language.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { pt } from './pt.ts';
import type { Wording } from './wording.ts';

export const WORDING: Readonly<Record<Language, Wording>> = { pt, en, es };

/** Whether a line of the bot ends with the offer of a person, in any language. */
export const isOffer = (line: string): boolean =>
  Object.values(WORDING).some(({ offer }) => line.trim().endsWith(offer));

/** The titles that a line of the bot asks the contact to choose from, in any language; [] when it asks nothing of the kind. */
export const titlesAsked = (line: string): string[] =>
  Object.values(WORDING).some(({ clarifyOpening }) => line.includes(clarifyOpening))
    ? [...line.matchAll(/“([^“”]+)”/gu)].flatMap(([, title]) => title ?? [])
    : [];
