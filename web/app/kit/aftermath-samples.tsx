import type { InboundMessage, NoticeMessage } from '@oconnector/protocol/model/message.ts';
import { InboundBubble } from '../../features/inbox/components/bubble.tsx';
import { NoticeRow } from '../../features/inbox/components/thread-rows.tsx';

const line = (seq: number, at: number, text: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  seq,
  at,
  direction: 'in',
  waId: `kit-${seq}`,
  author: { kind: 'contact' },
  content: { type: 'text', text },
  sentAt: at,
  late: false,
  old: false,
  ...more,
});
const notice = (seq: number, at: number, event: NoticeMessage['notice']): NoticeMessage => ({
  seq,
  at,
  direction: 'notice',
  notice: event,
});

/** Messages that answer others, and such as were passed on. */
function QuoteSamples({ at }: { at: number }) {
  const quote = { waId: 'kit-0', fromMe: false, line: null, excerpt: null };
  const mine = { seq: 1, author: { kind: 'bot' as const } };
  const photo = { text: 'Este bolo aqui', what: 'image' as const };
  return (
    <>
      <InboundBubble
        head
        message={line(41, at, 'Até no feriado?', {
          quote: {
            ...quote,
            line: mine,
            excerpt: { text: 'Entregamos de segunda a sábado, das 9h às 18h. '.repeat(4) },
          },
        })}
      />
      <InboundBubble head={false} message={line(42, at, 'Quanto é?', { quote: { ...quote, excerpt: photo } })} />
      <InboundBubble
        head={false}
        message={line(43, at, 'E este?', { quote: { ...quote, fromMe: true, excerpt: { text: '', what: 'audio' } } })}
      />
      <InboundBubble head={false} message={line(44, at, 'Entendi.', { quote })} />
      <InboundBubble head={false} message={line(45, at, 'Olhem isto', { forwarded: 'forwarded' })} />
      <InboundBubble head={false} message={line(46, at, 'Repassem a todos', { forwarded: 'many_times' })} />
    </>
  );
}

/** What became of messages after they were sent, who of a group spoke, and contacts that turned out to be one. */
export function AftermathSamples({ at }: { at: number }) {
  return (
    <>
      <InboundBubble
        head
        message={line(31, at, 'São 3 pizzas, tá?', {
          edits: [{ text: 'São 2 pizzas', at }],
          reactions: [
            { by: 'contact', emoji: '👍', at },
            { by: 'number', emoji: '🙏', at },
          ],
        })}
      />
      <InboundBubble head={false} message={line(32, at, 'x', { revokedAt: at })} />
      <InboundBubble head message={line(33, at, 'Alguém sabe o horário da loja?', { speaker: 'Zé da Família' })} />
      <QuoteSamples at={at} />
      <NoticeRow message={notice(34, at, { event: 'merged', contactId: 'con_x' })} />
      <NoticeRow message={notice(35, at, { event: 'unmerged', contactId: 'con_x' })} />
      <NoticeRow message={notice(36, at, { event: 'moved_back' })} count={12} />
    </>
  );
}
