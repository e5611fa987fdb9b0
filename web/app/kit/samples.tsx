'use client';
import type { Media, MediaState } from '@oconnector/protocol/model/media.ts';
import type { InboundMessage, NoticeMessage, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { useState } from 'react';
import { InboundBubble, OutboundBubble, PendingBubble } from '../../features/inbox/components/bubble.tsx';
import { DaySeparator, NoticeRow, UnreadDivider } from '../../features/inbox/components/thread-rows.tsx';

const inbound = (seq: number, at: number, text: string): InboundMessage => ({
  seq,
  at,
  direction: 'in',
  waId: `w${seq}`,
  author: { kind: 'contact' },
  content: { type: 'text', text },
  sentAt: at,
  late: false,
  old: false,
});

const outbound = (seq: number, at: number, text: string, more: Partial<OutboundMessage>): OutboundMessage => ({
  seq,
  at,
  direction: 'out',
  commandId: null,
  waId: null,
  author: { kind: 'bot' },
  content: { type: 'text', text },
  status: 'read',
  statusReason: null,
  statusAt: { queued: at, accepted: at + 400 },
  turnId: null,
  citations: [],
  ...more,
});

const notice = (seq: number, at: number, what: NoticeMessage['notice']): NoticeMessage => ({
  seq,
  at,
  direction: 'notice',
  notice: what,
});

const file = (mediaId: string, kind: Media['kind'], more: Partial<Media> = {}): Media => ({
  mediaId,
  kind,
  mime: '',
  bytes: 48_300_000,
  fileName: null,
  durationMs: null,
  ...more,
});

/** Files that are not here (yet): what can be shown without a server. */
const FILES: [Media, MediaState][] = [
  [file('med_1', 'image', { width: 400, height: 240 }), 'pending'],
  [file('med_2', 'audio', { voice: true, durationMs: 12_000 }), 'pending'],
  [file('med_3', 'document', { fileName: 'Orçamento.pdf' }), 'pending'],
  [file('med_4', 'image'), 'failed'],
  [file('med_5', 'video'), 'too_large'],
  [file('med_6', 'document', { fileName: 'boleto.pdf' }), 'refused'],
  [file('med_7', 'audio', { voice: true }), 'expired'],
];

const ignore = (): void => undefined;

/** Every kind of line that a thread may show. */
export function Samples() {
  const [at] = useState(() => Date.now());
  const ana = { kind: 'human', userId: 'usr_ana', name: 'Ana' } as const;
  return (
    <section aria-label="Conversa" className="border-t border-line py-6">
      <h2 className="mb-4 text-title font-semibold">Conversa</h2>
      <div className="mx-auto max-w-2xl rounded-xl bg-thread py-4">
        <DaySeparator at={at} />
        <InboundBubble head message={inbound(1, at, 'Oi, vocês entregam hoje?')} />
        <InboundBubble
          head={false}
          message={{ ...inbound(2, at, 'x'), content: { type: 'unsupported', what: 'audio' }, late: true }}
        />
        <OutboundBubble
          contactId="con_x"
          head
          onInfo={ignore}
          message={outbound(3, at, 'Sim! Pedidos feitos até *14h* saem no mesmo dia.', {
            citations: [
              {
                passageId: 'pas_1',
                title: 'Entregas › Prazo',
                quote: 'Pedidos confirmados até as 14h saem no mesmo dia.',
              },
            ],
          })}
        />
        <NoticeRow message={notice(4, at, { event: 'takeover', by: 'Ana', via: 'dashboard', cancelled: 1 })} />
        <OutboundBubble
          contactId="con_x"
          head
          onInfo={ignore}
          message={outbound(5, at, 'Oi! Aqui é a Ana.', { author: ana, status: 'delivered' })}
        />
        <OutboundBubble
          contactId="con_x"
          head={false}
          onInfo={ignore}
          message={outbound(6, at, 'Confirmo o endereço?', {
            author: ana,
            status: 'failed',
            statusReason: 'o WhatsApp recusou',
          })}
        />
        <OutboundBubble
          contactId="con_x"
          head={false}
          onInfo={ignore}
          message={outbound(7, at, 'Está aí?', { author: ana, status: 'unknown' })}
        />
        <OutboundBubble
          contactId="con_x"
          head
          onInfo={ignore}
          message={outbound(8, at, 'Posso ajudar em algo mais?', { status: 'cancelled' })}
        />
        <OutboundBubble
          contactId="con_x"
          head
          onInfo={ignore}
          message={outbound(9, at, 'Respondo daqui.', { author: { kind: 'phone' }, status: 'accepted' })}
        />
        <PendingBubble
          head
          name="Ana"
          pending={{
            clientId: 'x',
            contactId: 'con_x',
            attachment: null,
            text: 'A caminho do servidor',
            at,
            state: 'waiting',
          }}
        />
        <UnreadDivider count={2} />
        <InboundBubble head message={inbound(10, at, 'שלום, כמה זה עולה? 😀')} />
        {FILES.map(([media, state], index) => (
          <InboundBubble
            key={media.mediaId}
            head={index === 0}
            message={{
              ...inbound(20 + index, at, 'x'),
              content: { type: 'media', media },
              media: { state, mime: null, bytes: media.bytes, reason: null, at },
            }}
          />
        ))}
        <NoticeRow
          message={notice(11, at, { event: 'release', by: 'Ana', why: 'button', note: 'Já dei 10% de desconto.' })}
        />
        <NoticeRow message={notice(12, at, { event: 'handoff', reason: 'asked_for_human' })} />
      </div>
    </section>
  );
}
