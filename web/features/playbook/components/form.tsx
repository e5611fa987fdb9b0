'use client';
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from '../../../lib/api.ts';
import { type useEditing, useSave } from '../hooks/use-playbook.ts';
import { useUnsaved } from '../hooks/use-unsaved.ts';
import { type Draft, toDraft } from '../lib/draft.ts';
import { acknowledge, begin, edit, type Editing, isChanged, takeTheirs } from '../lib/editing.ts';
import { parseDraft, type Problem, problemAt } from '../lib/problems.ts';
import { AnswersSection, VoiceSection } from './answers-and-voice.tsx';
import { HoursSection } from './hours.tsx';
import { Overtaken } from './overtaken.tsx';
import type { PartProps } from './parts.tsx';
import { PersonSection, SaleSection } from './person-and-sale.tsx';
import { SaveBar } from './save-bar.tsx';
import { ScoreSection } from './score.tsx';
import { SectionNav } from './section-nav.tsx';

/** Where this form stands, for whoever comes back to it. */
const HERE = '/knowledge?tab=playbook';

const keyOf = ({ path, word }: Problem): string => `${path} ${word}`;

/**
 * What is wrong is said once a field is left, and no longer than it is so: nobody is told off in the middle of a word. `all`: from
 * the first try to save on.
 */
const useShownProblems = (problems: readonly Problem[]) => {
  const [left, setLeft] = useState<ReadonlySet<string> | 'all'>(new Set());
  const shown = left === 'all' ? problems : problems.filter((problem) => left.has(keyOf(problem)));
  return {
    shown,
    onLeft: () => setLeft((before) => (before === 'all' ? before : new Set(problems.map(keyOf)))),
    showAll: () => setLeft('all'),
    forget: () => setLeft(new Set()),
  };
};

/** What the API refused though its own schema took it here: of another version of this page. */
const refusedBy = (error: Error | null): Problem[] =>
  error instanceof ApiError && error.code === 'invalid'
    ? error.issues.map(({ path }) => ({ path, word: 'refused' as const }))
    : [];

type Props = {
  editing: Editing;
  apply: ReturnType<typeof useEditing>['apply'];
  readOnly: boolean;
  /** Said above the sections. */
  children: ReactNode;
};

export function Form({ editing, apply, readOnly, children }: Props) {
  const { saved, draft } = editing;
  const form = useRef<HTMLFormElement>(null);
  const save = useSave(apply);
  // Who may only read may try other numbers all the same: they differ, and there is nothing to save.
  const differs = isChanged(editing);
  const changed = differs && !readOnly;
  const { playbook, problems } = useMemo(() => parseDraft(draft, saved.version), [draft, saved.version]);
  const { shown, onLeft, showAll, forget } = useShownProblems(differs ? problems : []);
  const said = [...shown, ...refusedBy(save.error)];
  const savedDraft = useMemo(() => toDraft(saved), [saved]);
  const showFirst = useShow(form, '[aria-invalid="true"]');
  const showOvertaken = useShow(form, '[data-overtaken]');
  useUnsaved(changed, HERE);
  const change = (what: Partial<Draft>): void => {
    if (save.isError) save.reset();
    apply((before) => edit(before, what));
  };
  const discard = (): (() => void) => {
    const before = editing;
    forget();
    save.reset();
    apply(({ saved: now }) => begin(now));
    return () => apply(() => before);
  };
  const part: PartProps = { draft, change, problem: (path) => problemAt(said, path), readOnly };
  return (
    <form
      ref={form}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onBlur={onLeft}
      onSubmit={(event) => {
        event.preventDefault();
        if (readOnly || !changed || save.isPending) return;
        if (playbook === null) {
          showAll();
          showFirst();
          return;
        }
        const onError = (error: Error): void => {
          if (error instanceof ApiError && error.code === 'stale') showOvertaken();
        };
        save.mutate({ playbook, sent: draft }, { onSuccess: forget, onError });
      }}
    >
      <div className="relative min-h-0 flex-1 overflow-y-auto px-4 py-4" data-scrolls>
        <div className="gap-8 md:grid md:grid-cols-[12.5rem_minmax(0,1fr)]">
          <SectionNav />
          <div className="min-w-0 pb-6">
            {children}
            {editing.overtaken && !readOnly ? (
              <Overtaken
                clashes={editing.clashes}
                onTake={(clash) => apply((before) => takeTheirs(before, clash))}
                onClose={() => apply(acknowledge)}
              />
            ) : null}
            <div>
              <HoursSection {...part} saved={savedDraft} />
              <PersonSection {...part} />
              <SaleSection {...part} />
              <ScoreSection {...part} onForget={readOnly && differs ? discard : null} />
              <AnswersSection {...part} />
              <VoiceSection {...part} />
            </div>
          </div>
        </div>
      </div>
      {readOnly ? null : (
        <SaveBar
          version={saved.version}
          changed={changed}
          saving={save.isPending}
          problems={said.length}
          error={save.error}
          overtaken={editing.overtaken}
          onShow={said.length > 0 ? showFirst : showOvertaken}
          onDiscard={discard}
        />
      )}
    </form>
  );
}

/** Brings the first of what `selector` finds into view and into focus, once it is on the screen; what is not there is nothing. */
const useShow = (form: RefObject<HTMLFormElement | null>, selector: string): (() => void) => {
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    if (wanted > 0) form.current?.querySelector<HTMLElement>(selector)?.focus();
  }, [wanted, form, selector]);
  return () => setWanted((times) => times + 1);
};
