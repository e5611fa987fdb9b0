import * as z from 'zod/mini';

/** The languages that the assistant speaks. */
export const Language = z.enum(['pt', 'en', 'es']);
export type Language = z.infer<typeof Language>;

/** What a contact wants with what it wrote. */
export const Intent = z.enum([
  'greeting',
  'thanks',
  'praise',
  'question',
  'price',
  'schedule',
  'buy',
  'lead_info',
  'objection',
  'complaint',
  'cancel',
  'human',
  'emergency',
  'data_request',
  'opt_out',
  'off_topic',
]);
export type Intent = z.infer<typeof Intent>;

/** How it was said. */
export const Sentiment = z.enum(['pos', 'neu', 'neg']);
export type Sentiment = z.infer<typeof Sentiment>;

/**
 * Why a person must go on. `unanswered`: the knowledge had no answer twice in a row, or three times in ten turns. `legal`: Procon,
 * lawyers, personal data, a disputed refund. `injection`: twice in a row the contact tried to give the assistant orders.
 * `unheard`: a voice note that nobody here can hear, and a person was wanted for it.
 */
export const HandoffReason = z.enum([
  'asked_for_human',
  'unanswered',
  'complaint',
  'legal',
  'emergency',
  'payment_problem',
  'hot_lead',
  'injection',
  'owner_keyword',
  'unheard',
]);
export type HandoffReason = z.infer<typeof HandoffReason>;

/** Something that a contact said or did and that tells how near it is to buying. What each is worth is the playbook's. */
export const SignalKind = z.enum([
  'asked_price',
  'asked_availability',
  'asked_payment',
  'asked_schedule',
  'asked_address',
  'wants_now',
  'wants_to_buy',
  'gave_budget',
  'gave_deadline',
  'gave_need',
  'gave_company',
  'decides',
  'sent_file',
  'answered_fast',
  'came_back',
  'objected',
  'only_curious',
  'not_interested',
  'seeks_job',
  'sells_something',
  'wrong_number',
  'abusive',
  'ignored_follow_up',
]);
export type SignalKind = z.infer<typeof SignalKind>;
