'use client';
import { MAX_TEXT_LENGTH } from '@oconnector/protocol/limits.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { useUser } from '../../../lib/session.tsx';
import { useDraft } from '../hooks/use-draft.ts';
import { useSend } from '../hooks/use-send.ts';

type ComposerProps = {
  row: ConversationRow;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  canWrite: boolean;
  onTakeover: () => void;
};
type Trouble = { why: 'stale' | 'failed'; control: Control | null };

/** Where a person writes. Mounted anew for each conversation; the draft stays with it. */
export function Composer({ row, inputRef, canWrite, onTakeover }: ComposerProps) {
  const t = useTranslations('composer');
  const user = useUser();
  const { contactId } = row.contact;
  const draft = useDraft(user.userId, contactId);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const { prepend, forget } = draft;
  const giveBack = useCallback(
    (text: string, why: Trouble['why'], control: Control | null) => {
      prepend(text);
      if (alive.current) setTrouble({ why, control });
    },
    [prepend],
  );
  const takeBack = useCallback(
    (text: string) => {
      forget(text);
      if (alive.current) setTrouble(null);
    },
    [forget],
  );
  const send = useSend(contactId, { giveBack, takeBack });
  useAutoHeight(inputRef, draft.text);

  const { holder } = row.control;
  const heldByOther =
    holder.kind === 'human' && holder.userId !== null && holder.userId !== user.userId ? holder.name : null;
  const takesOver = !(holder.kind === 'human' && holder.userId === user.userId);
  const ready = draft.text.trim() !== '' && draft.text.length <= MAX_TEXT_LENGTH;

  const submit = (): void => {
    if (!ready || !canWrite || heldByOther !== null) return;
    setTrouble(null);
    send(draft.text);
    draft.change('');
    inputRef.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') inputRef.current?.blur();
    // 229 is what Safari says on the Enter that ends a composition.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.shiftKey) return;
    event.preventDefault();
    submit();
  };

  if (!canWrite)
    return <p className="border-t border-line bg-bg px-4 py-4 text-center text-list text-muted">{t('readOnly')}</p>;
  return (
    <form
      aria-label={t('label')}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="border-t border-line bg-bg px-3 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] md:px-4"
    >
      {trouble ? <TroubleLine trouble={trouble} onDismiss={() => setTrouble(null)} /> : null}
      <div className="flex items-end gap-2">
        <textarea
          ref={inputRef}
          rows={1}
          dir="auto"
          aria-label={t('message')}
          placeholder={t('placeholder')}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
          onKeyDown={onKey}
          className="max-h-44 min-h-10 flex-1 resize-none rounded-[20px] border border-strong/70 bg-bg px-4 py-[9px] leading-5 placeholder:text-muted focus-visible:outline-offset-0"
        />
        {heldByOther === null ? (
          <Button
            type="submit"
            variant="primary"
            disabled={!ready}
            icon={<SendHorizontal size={16} aria-hidden />}
            className="rounded-full! px-4!"
          >
            <span className={takesOver ? '' : 'max-sm:sr-only'}>{takesOver ? t('sendAndTakeOver') : t('send')}</span>
          </Button>
        ) : (
          <Button variant="secondary" onClick={onTakeover} className="rounded-full!">
            {t('takeOverFrom', { name: heldByOther })}
          </Button>
        )}
      </div>
      {draft.text.length > MAX_TEXT_LENGTH ? (
        <p className="mt-1.5 text-meta text-danger">{t('tooLong', { max: MAX_TEXT_LENGTH })}</p>
      ) : null}
    </form>
  );
}

function TroubleLine({ trouble, onDismiss }: { trouble: Trouble; onDismiss: () => void }) {
  const t = useTranslations('composer');
  const holder = trouble.control?.holder;
  const now =
    holder?.kind === 'human' ? t('nowHeldBy', { name: holder.name }) : holder?.kind === 'bot' ? t('nowHeldByBot') : '';
  return (
    <div
      role="alert"
      className="mb-2 flex items-start justify-between gap-3 rounded-md bg-warn-bg px-3 py-2 text-list text-warn"
    >
      <span>{trouble.why === 'stale' ? `${t('stale')} ${now}` : t('kept')}</span>
      <button
        type="button"
        onClick={onDismiss}
        className="min-h-6 shrink-0 rounded font-medium underline underline-offset-2"
      >
        {t('understood')}
      </button>
    </div>
  );
}

const useAutoHeight = (ref: RefObject<HTMLTextAreaElement | null>, text: string): void => {
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }, [ref, text]);
};
