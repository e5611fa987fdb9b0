'use client';
import { MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH } from '@oconnector/protocol/limits.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import clsx from 'clsx';
import { Mic, Paperclip, SendHorizontal } from 'lucide-react';
import dynamic from 'next/dynamic';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { type Outgoing, outgoing, takesCaption } from '../../../lib/media/attachment.ts';
import type { MicTrouble, Recorded } from '../../../lib/media/recorder.ts';
import { useUser } from '../../../lib/session.tsx';
import { uuidv7 } from '../../../lib/uuid.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useRecorder } from '../../../lib/media/use-recorder.ts';
import { type Returned, useSend } from '../hooks/use-send.ts';
import { anyFilePending } from '../lib/pending.ts';
import { anyInTray, attachFiles, putInTray, takeFromTray, takeTray, useTray } from '../lib/tray.ts';

const Tray = dynamic(() => import('./tray.tsx'), { ssr: false });
const RecorderBar = dynamic(() => import('../../../components/media/recorder-bar.tsx'), { ssr: false });

type ComposerProps = {
  row: ConversationRow;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  canWrite: boolean;
  onTakeover: () => void;
};
type Trouble = { why: 'stale' | 'failed'; control: Control | null };

/** Where a person writes. Mounted anew for each conversation; the draft and the files stay with it. */
export function Composer(props: ComposerProps) {
  const t = useTranslations('composer');
  return props.canWrite ? (
    <Writer {...props} />
  ) : (
    <p className="border-t border-line bg-bg px-4 py-4 text-center text-list text-muted">{t('readOnly')}</p>
  );
}

function Writer({ row, inputRef, onTakeover }: ComposerProps) {
  const t = useTranslations('composer');
  const user = useUser();
  const { contactId } = row.contact;
  const draft = useDraft(user.userId, contactId);
  const tray = useTray(contactId);
  const { trouble, setTrouble, send } = useReturning(contactId, draft);
  useAutoHeight(inputRef, draft.text);
  useKeepPage();
  const recorder = useRecorder(
    useCallback((recorded: Recorded) => putInTray(contactId, [attachmentOf(recorded)]), [contactId]),
  );

  const { holder } = row.control;
  const heldByOther =
    holder.kind === 'human' && holder.userId !== null && holder.userId !== user.userId ? holder.name : null;
  const takesOver = !(holder.kind === 'human' && holder.userId === user.userId);
  const text = draft.text.trim() === '' ? '' : draft.text;
  const captioned = tray.files.some(takesCaption);
  const most = captioned ? MAX_CAPTION_LENGTH : MAX_TEXT_LENGTH;
  const something = text !== '' || tray.files.length > 0;
  const ready = something && draft.text.length <= most;

  const submit = (): void => {
    if (!ready || heldByOther !== null) return;
    setTrouble(null);
    for (const message of outgoing(text, takeTray(contactId))) send(message);
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
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    // A spreadsheet's cells come as words and as a picture of them: then the words are meant.
    if (files.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
    event.preventDefault();
    void attachFiles(contactId, files);
  };

  const recording = recorder.state.step !== 'idle';
  const { sendRef, micRef } = useFocusAfter(recording, something);
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
      {recorder.trouble ? <MicLine trouble={recorder.trouble} onDismiss={recorder.dismiss} /> : null}
      {tray.files.length > 0 || tray.unfitting.length > 0 || tray.left > 0 ? <Tray contactId={contactId} /> : null}
      {recording ? <RecorderBar recorder={recorder} /> : null}
      <div className={clsx('flex items-end gap-1', recording && 'hidden')}>
        <AttachButton onFiles={(files) => void attachFiles(contactId, files)} />
        <textarea
          ref={inputRef}
          rows={1}
          dir="auto"
          aria-label={t('message')}
          placeholder={captioned ? t('caption') : t('placeholder')}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
          onKeyDown={onKey}
          onPaste={onPaste}
          className="mr-1 max-h-44 min-h-10 min-w-0 flex-1 resize-none rounded-[20px] border border-strong/70 bg-bg px-4 py-[9px] leading-5 placeholder:text-muted focus-visible:outline-offset-0"
        />
        {/* On a narrow screen there is room for one: the microphone until there is something to send. */}
        <IconButton
          ref={micRef}
          label={t('voice.record')}
          onClick={() => void recorder.start()}
          className={clsx('rounded-full!', something && 'max-md:hidden')}
        >
          <Mic size={20} aria-hidden />
        </IconButton>
        {heldByOther === null ? (
          <Button
            ref={sendRef}
            type="submit"
            variant="primary"
            disabled={!ready}
            icon={<SendHorizontal size={16} aria-hidden />}
            className={clsx('rounded-full! px-4!', !something && 'max-md:hidden')}
          >
            <span className={takesOver ? '' : 'max-sm:sr-only'}>{takesOver ? t('sendAndTakeOver') : t('send')}</span>
          </Button>
        ) : (
          <Button variant="secondary" onClick={onTakeover} className="rounded-full!">
            {t('takeOverFrom', { name: heldByOther })}
          </Button>
        )}
      </div>
      {draft.text.length > most ? (
        <p role="status" className="mt-1.5 text-meta text-danger">
          {t(captioned ? 'captionTooLong' : 'tooLong', { max: most })}
        </p>
      ) : null}
    </form>
  );
}

/** The recorder takes the focus with it when it goes: it belongs on what can be done next. */
const useFocusAfter = (recording: boolean, something: boolean) => {
  const sendRef = useRef<HTMLButtonElement>(null);
  const micRef = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !recording) (something ? sendRef : micRef).current?.focus();
    was.current = recording;
  }, [recording, something]);
  return { sendRef, micRef };
};

/** What was said, as a file to be sent. */
const attachmentOf = ({ blob, seconds, voice }: Recorded) => ({
  id: uuidv7(),
  blob,
  kind: 'audio' as const,
  voice,
  name: '',
  url: URL.createObjectURL(blob),
  seconds,
  width: null,
  height: null,
  uploaded: null,
  refusal: null,
});

/** Sends; what cannot be sent comes back to the draft and the tray, also after the composer is gone. */
const useReturning = (contactId: string, draft: ReturnType<typeof useDraft>) => {
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
    ({ text, attachment }: Outgoing, why: Returned, control: Control | null) => {
      if (text !== '') prepend(text);
      if (attachment) putInTray(contactId, [attachment]);
      if (alive.current && why !== 'cancelled') setTrouble({ why, control });
    },
    [contactId, prepend],
  );
  const takeBack = useCallback(
    ({ text, attachment }: Outgoing) => {
      if (text !== '') forget(text);
      if (attachment) takeFromTray(contactId, attachment.id);
      if (alive.current) setTrouble(null);
    },
    [contactId, forget],
  );
  return { trouble, setTrouble, send: useSend(contactId, { giveBack, takeBack }) };
};

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const t = useTranslations('composer');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t('attach')} onClick={() => input.current?.click()} className="rounded-full!">
        <Paperclip size={20} aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-attach
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}

function Line({ children, onDismiss }: { children: string; onDismiss: () => void }) {
  const t = useTranslations('composer');
  return (
    <div
      role="alert"
      className="mb-2 flex items-start justify-between gap-3 rounded-md bg-warn-bg px-3 py-2 text-list text-warn"
    >
      <span>{children}</span>
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

function MicLine({ trouble, onDismiss }: { trouble: MicTrouble; onDismiss: () => void }) {
  const t = useTranslations('composer.voice.trouble');
  return <Line onDismiss={onDismiss}>{t(trouble)}</Line>;
}

function TroubleLine({ trouble, onDismiss }: { trouble: Trouble; onDismiss: () => void }) {
  const t = useTranslations('composer');
  const holder = trouble.control?.holder;
  const now =
    holder?.kind === 'human' ? t('nowHeldBy', { name: holder.name }) : holder?.kind === 'bot' ? t('nowHeldByBot') : '';
  return <Line onDismiss={onDismiss}>{trouble.why === 'stale' ? `${t('stale')} ${now}` : t('kept')}</Line>;
}

const useAutoHeight = (ref: RefObject<HTMLTextAreaElement | null>, text: string): void => {
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }, [ref, text]);
};

/** Files cannot be kept over a reload as words are: the browser asks before it leaves them. */
const useKeepPage = (): void => {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (anyInTray() || anyFilePending()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
};
