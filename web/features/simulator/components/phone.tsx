'use client';
import clsx from 'clsx';
import { Mic, Phone as PhoneIcon, SendHorizontal, Smile, Store, Video, Wifi, WifiOff, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type FormEvent, lazy, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Filed, Line } from '../../../components/media/filed.tsx';
import { RichText } from '../../../components/ui/rich-text.tsx';
import { Ticks } from '../../../components/ui/ticks.tsx';
import { useFirstSteps } from '../../../lib/first-steps.ts';
import { useRecorder } from '../../../lib/media/use-recorder.ts';
import { formatPhone } from '../../../lib/phone.ts';
import { toast } from '../../../lib/toast.ts';
import { useTimes } from '../../../lib/use-time.ts';
import { usePhoneSending } from '../hooks/use-phone-sending.ts';
import { closePhone, tellTyping, write } from '../hooks/use-phones.ts';
import { FIRST_WORDS, LINES, personaOf } from '../lib/personas.ts';
import type { PhoneLine, PhoneState } from '../lib/phones.ts';

const PhoneFile = lazy(() => import('./phone-file.tsx'));
const PhoneAttach = dynamic(() => import('./phone-attach.tsx'), { ssr: false });
const RecorderBar = dynamic(() => import('../../../components/media/recorder-bar.tsx'), { ssr: false });

type PhoneProps = { phone: PhoneState; first: boolean; active: boolean; closable: boolean; onActivate: () => void };

/** One simulated phone: the customer's side of the conversation. */
export function Phone({ phone, first, active, closable, onActivate }: PhoneProps) {
  const t = useTranslations('simulator');
  const name = phone.name ?? formatPhone(phone.phone);
  return (
    <section
      aria-label={t('phoneOf', { name })}
      data-phone={phone.phone}
      onFocus={onActivate}
      onPointerDown={onActivate}
      className={clsx(
        'phone flex h-full w-full max-w-[390px] shrink-0 flex-col overflow-hidden bg-bg sm:rounded-[30px] sm:border-[7px] sm:shadow-overlay',
        active ? 'sm:border-phone-frame' : 'sm:border-phone-frame/70 sm:opacity-95',
      )}
    >
      <div className="flex h-9 shrink-0 items-center justify-between gap-2 bg-wa-bar px-4 text-meta font-semibold text-wa-on-bar">
        <span className="truncate">
          <bdi>{name}</bdi>
        </span>
        <span className="flex items-center gap-2">
          {phone.online ? (
            <Wifi size={14} role="img" aria-label={t('online')} />
          ) : (
            <WifiOff size={14} role="img" aria-label={t('offline')} />
          )}
          {closable ? (
            <button
              type="button"
              aria-label={t('closePhone', { name })}
              onClick={() => closePhone(phone.phone)}
              className="-mr-1.5 flex size-6 items-center justify-center rounded-full hover:bg-white/15"
            >
              <X size={14} aria-hidden />
            </button>
          ) : null}
        </span>
      </div>
      <header className="flex h-14 shrink-0 items-center gap-3 bg-wa-bar px-3 text-wa-on-bar">
        <span className="flex size-9 items-center justify-center rounded-full bg-white/20">
          <Store size={18} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-[15px] leading-5 font-semibold">{phone.shop?.name ?? t('opening')}</h2>
          <p className="h-4 truncate text-meta">
            {phone.typing ? t('typing') : phone.shop ? formatPhone(phone.shop.phone) : ''}
          </p>
        </div>
        <Video size={19} aria-hidden className="opacity-80" />
        <PhoneIcon size={17} aria-hidden className="mr-1 ml-2 opacity-80" />
      </header>
      <Lines phone={phone} />
      <Quick phone={phone} />
      <Writer phone={phone} prefill={first} />
    </section>
  );
}

function Lines({ phone }: { phone: PhoneState }) {
  const t = useTranslations('simulator');
  const scroller = useRef<HTMLDivElement>(null);
  const count = phone.lines.length;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [count, phone.typing]);
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t('messages')}
      tabIndex={0}
      className="wa-paper focus-inset min-h-0 flex-1 overflow-y-auto px-3 py-3"
    >
      <p className="mx-auto mb-3 max-w-[280px] rounded-lg bg-note px-3 py-1.5 text-center text-[11px] leading-4 text-fg">
        {t('simulated')}
      </p>
      {phone.lines.map((line, index) => (
        <PhoneBubble
          key={line.localId ?? line.waId}
          phone={phone.phone}
          line={line}
          head={phone.lines[index - 1]?.from !== line.from}
        />
      ))}
      {phone.typing ? (
        <div
          className="animate-rise mt-1.5 flex w-14 items-center justify-center gap-1 rounded-xl rounded-tl-sm bg-bubble-in py-3 text-muted"
          role="img"
          aria-label={t('typing')}
        >
          {[0, 150, 300].map((delay) => (
            <span key={delay} className="typing-dot" style={{ animationDelay: `${delay}ms` }} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

const STATUS = ['queued', 'accepted', 'delivered', 'read'] as const;

function PhoneBubble({ phone, line, head }: { phone: string; line: PhoneLine; head: boolean }) {
  const times = useTimes();
  const mine = line.from === 'me';
  return (
    <div className={clsx('flex', mine ? 'justify-end' : 'justify-start', head ? 'mt-2' : 'mt-0.5')}>
      <div
        data-from={line.from}
        className={clsx(
          'max-w-[84%] min-w-20 rounded-xl px-2.5 py-1.5 shadow-[0_1px_1px_rgb(0_0_0/8%)]',
          mine ? 'bg-bubble-out' : 'bg-bubble-in',
          head && (mine ? 'rounded-tr-sm' : 'rounded-tl-sm'),
        )}
      >
        <Content phone={phone} content={line.content}>
          <span className="flex items-center gap-1 text-[11px] leading-4 text-muted">
            <time className="tabular">{times.clock(line.at)}</time>
            {mine ? <Ticks status={STATUS[Math.min(3, line.ack ?? 0)] ?? 'queued'} /> : null}
          </span>
        </Content>
      </div>
    </div>
  );
}

/** What a line says; `children` is its time. */
function Content({
  phone,
  content,
  children: meta,
}: {
  phone: string;
  content: PhoneLine['content'];
  children: ReactNode;
}) {
  const t = useTranslations('thread.media');
  if (content.type === 'text')
    return (
      <Line meta={meta}>
        <RichText text={content.text} />
      </Line>
    );
  const caption = content.caption ? <RichText text={content.caption} /> : null;
  return content.type === 'media' ? (
    <Filed media={content.media} state="ready" file={<PhoneFile phone={phone} content={content} />} meta={meta}>
      {caption}
    </Filed>
  ) : (
    <Line meta={meta}>
      <span className="py-0.5 text-muted italic">{t(content.what)}</span>
      {caption}
    </Line>
  );
}

/** What this person is likely to say: one tap. */
function Quick({ phone }: { phone: PhoneState }) {
  const t = useTranslations('simulator');
  const samples = useTranslations('simulator.files.sample');
  const { sample } = usePhoneSending(phone.phone);
  const lines = LINES[personaOf(phone.phone)?.id ?? 'other'];
  return (
    <ul
      aria-label={t('suggestions')}
      className="wa-paper flex shrink-0 gap-1.5 overflow-x-auto px-3 pb-2 [scrollbar-width:none]"
    >
      {lines.map((each, index) => (
        <li key={index} className="shrink-0">
          <button
            type="button"
            // Not `disabled`: a list that scrolls must hold something that takes the focus, also while the phone opens.
            aria-disabled={phone.shop === null}
            onClick={() => {
              if (phone.shop === null) return;
              if ('text' in each) write(phone.phone, { type: 'text', text: each.text });
              else sample(each.sample, each.caption);
            }}
            className="h-7 max-w-52 truncate rounded-full border border-strong/50 bg-bg/90 px-3 text-meta text-fg hover:bg-bg aria-disabled:opacity-60"
          >
            {'text' in each ? each.text : samples(each.sample)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Writer({ phone, prefill }: { phone: PhoneState; prefill: boolean }) {
  const t = useTranslations('simulator');
  const troubles = useTranslations('composer.voice.trouble');
  const steps = useFirstSteps();
  const [text, setText] = useState('');
  const [touched, setTouched] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const ready = phone.shop !== null;
  const wanted = prefill && ready && phone.lines.length === 0 && steps !== null && !steps.made.has('message');
  useEffect(() => {
    if (!wanted || touched) return;
    setText(FIRST_WORDS);
    field.current?.focus();
  }, [wanted, touched]);
  const writing = useRef<ReturnType<typeof setTimeout> | null>(null);
  const type = (next: string): void => {
    setTouched(true);
    setText(next);
    if (writing.current === null && next !== '') tellTyping(phone.phone, true);
    if (writing.current !== null) clearTimeout(writing.current);
    writing.current = setTimeout(stopTyping, 2_000);
  };
  const stopTyping = (): void => {
    if (writing.current === null) return;
    clearTimeout(writing.current);
    writing.current = null;
    tellTyping(phone.phone, false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || !write(phone.phone, { type: 'text', text })) return;
    stopTyping();
    setTouched(true);
    setText('');
  };
  const sending = usePhoneSending(phone.phone);
  const recorder = useRecorder(sending.recorded);
  const { trouble } = recorder;
  useEffect(() => {
    if (trouble) toast('error', troubles(trouble));
  }, [trouble, troubles]);
  if (recorder.state.step !== 'idle')
    return (
      <div className="wa-paper shrink-0 px-2.5 pb-3 [&_.rounded-full]:bg-bg">
        <RecorderBar recorder={recorder} done={t('send')} />
      </div>
    );
  const toSay = text.trim() !== '';
  return (
    <form onSubmit={submit} className="wa-paper flex shrink-0 items-center gap-2 px-2.5 pb-3">
      <div className="flex h-11 min-w-0 flex-1 items-center gap-2 rounded-full bg-bubble-in px-3 text-muted has-focus-visible:outline-2 has-focus-visible:outline-primary">
        <Smile size={20} className="shrink-0" aria-hidden />
        <input
          ref={field}
          aria-label={t('write')}
          placeholder={t('write')}
          value={text}
          onChange={(event) => type(event.target.value)}
          disabled={!ready}
          dir="auto"
          enterKeyHint="send"
          autoComplete="off"
          className="min-w-0 flex-1 bg-transparent text-fg outline-none placeholder:text-muted"
        />
        <PhoneAttach disabled={!ready || sending.busy} onFile={sending.own} onSample={sending.sample} />
      </div>
      <button
        type={toSay ? 'submit' : 'button'}
        disabled={!ready}
        aria-label={toSay ? t('send') : t('files.record')}
        onClick={toSay ? undefined : () => void recorder.start()}
        className="flex size-11 shrink-0 items-center justify-center rounded-full bg-primary text-on-primary transition-opacity hover:brightness-110 disabled:opacity-60"
      >
        {toSay ? <SendHorizontal size={19} aria-hidden /> : <Mic size={20} aria-hidden />}
      </button>
    </form>
  );
}
