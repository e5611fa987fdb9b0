import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import { type Draft, toDraft } from './draft.ts';
import { type Clash, merge, withValue } from './merge.ts';

/** A playbook that is being changed (rule P7). Pure. */
export type Editing = {
  /** As it is saved, as far as is known here. */
  saved: Playbook;
  draft: Draft;
  /** Somebody else saved since this began; until the person has seen it. */
  overtaken: boolean;
  /** What both changed. */
  clashes: Clash[];
};

export const begin = (saved: Playbook): Editing => ({
  saved,
  draft: toDraft(saved),
  overtaken: false,
  clashes: [],
});

/** Whether there is anything to save. */
export const isChanged = ({ saved, draft }: Editing): boolean =>
  JSON.stringify(draft) !== JSON.stringify(toDraft(saved));

export const edit = (editing: Editing, change: Partial<Draft>): Editing => ({
  ...editing,
  draft: { ...editing.draft, ...change },
});

/** Somebody else saved: their changes come in beside mine. */
export const receive = (editing: Editing, theirs: Playbook): Editing => {
  if (theirs.version <= editing.saved.version) return editing;
  if (!isChanged(editing)) return begin(theirs);
  const { merged, clashes } = merge(toDraft(editing.saved), editing.draft, toDraft(theirs));
  return { saved: theirs, draft: merged, overtaken: true, clashes };
};

/** My own was saved; what was typed while it was on its way stays to be saved. */
export const settle = (editing: Editing, sent: Draft, saved: Playbook): Editing => ({
  ...begin(saved),
  draft: merge(sent, editing.draft, toDraft(saved)).merged,
});

/** Of what both changed, the other's. */
export const takeTheirs = (editing: Editing, { path, theirs }: Clash): Editing => ({
  ...editing,
  draft: withValue(editing.draft, path, theirs),
  clashes: editing.clashes.filter((clash) => clash.path !== path),
});

/** The person knows that somebody else saved. */
export const acknowledge = (editing: Editing): Editing => ({ ...editing, overtaken: false, clashes: [] });
