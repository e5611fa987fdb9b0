import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { Kit } from '../kit/context.ts';

type PlaybookContext = Pick<Kit, 'clock' | 'journal' | 'commit' | 'meta'>;

const DAY_MS = 86_400_000;

export const readPlaybook = ({ meta }: Pick<PlaybookContext, 'meta'>): Playbook => ({
  ...DEFAULT_PLAYBOOK,
  ...meta.get<Playbook>('playbook'),
});

/** Replaces it when `version` is the current one, and gives it the next; null when somebody else was faster. */
export const writePlaybook = (context: PlaybookContext, playbook: Playbook): Playbook | null =>
  context.commit(() => {
    if (playbook.version !== readPlaybook(context).version) return null;
    const next = { ...playbook, version: playbook.version + 1 };
    context.meta.set('playbook', next);
    context.journal.append('playbook.changed', null, { version: next.version });
    return next;
  });

/** Counts a model's tokens against the day, which begins at 00:00 UTC as that of Workers AI does. Returns what is left; null = no bound. */
export const spendTokens = (context: PlaybookContext, tokens: number): number | null =>
  context.commit(() => {
    const day = Math.floor(context.clock.now() / DAY_MS);
    const before = context.meta.get<{ day: number; tokens: number }>('spent');
    const spent = (before?.day === day ? before.tokens : 0) + tokens;
    if (tokens > 0) context.meta.set('spent', { day, tokens: spent });
    const { tokensPerDay } = readPlaybook(context);
    return tokensPerDay === null ? null : Math.max(0, tokensPerDay - spent);
  });

/** Of what was paid for the newest so many are known: one whose answer was lost is asked for again within minutes. */
const PAID_KEPT = 200;

/** See `KnowledgeRpc.spendIfLeft`. */
export const spendIfLeft = (context: PlaybookContext, tokens: number, on: string): boolean =>
  context.commit(() => {
    const paid = context.meta.get<string[]>('paid') ?? [];
    if (paid.includes(on)) return true;
    const left = spendTokens(context, 0);
    if (left !== null && left < tokens) return false;
    spendTokens(context, tokens);
    context.meta.set('paid', [...paid, on].slice(-PAID_KEPT));
    return true;
  });
