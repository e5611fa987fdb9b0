import { COMMON as SPANISH_COMMON } from './es/common.ts';
import { LIFE } from './es/life.ts';
import { TRADE } from './es/trade.ts';
import { COMMERCE } from './pt/commerce.ts';
import { COMMON } from './pt/common.ts';
import { FORMS } from './pt/forms.ts';
import { FOOD } from './pt/food.ts';
import { HEALTH } from './pt/health.ts';
import { HOME } from './pt/home.ts';
import { MACHINES } from './pt/machines.ts';
import { SOCIETY } from './pt/society.ts';

/**
 * Goes up whenever a table changes: it is part of the local embedder's model id, so that everything is embedded again, slowly
 * and in the background.
 */
export const GLOSS_VERSION = 2;

/** `palavra gloss words`, comma or line apart; written for this project. Where two words share a stem the earlier one has it. */
export const TABLES: Readonly<Record<'pt' | 'es', string>> = {
  pt: [FORMS, COMMON, COMMERCE, HEALTH, FOOD, HOME, MACHINES, SOCIETY].join('\n'),
  es: [SPANISH_COMMON, TRADE, LIFE].join('\n'),
};
