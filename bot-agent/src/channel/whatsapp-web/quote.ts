import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import { excerptOf, type Excerpt, type Forwarded, type Quoted } from '@oconnector/protocol/model/quote.ts';
import { contentOf } from './content.ts';
import { aliasOf, type Jid } from './jid.ts';
import type { PageMessage } from './page-message.ts';

/** From how often on WhatsApp says "many times". */
const MANY_TIMES = 5;

const isSame = (one: Jid | undefined, other: Jid | undefined): boolean => {
  const [a, b] = [one, other].map((jid) => (jid === undefined ? null : aliasOf(jid)));
  return a != null && b != null && aliasKey(a) === aliasKey(b);
};

/** Whose the quoted message is. The page may name either by phone or by lid: what fits neither is left open. */
const isQuotedOwn = ({ id, from, to, quotedParticipant }: PageMessage): boolean | null => {
  if (isSame(quotedParticipant, id.fromMe ? from : to)) return true;
  return isSame(quotedParticipant, id.remote) ? false : null;
};

/** No file is fetched for an excerpt: of one that is quoted, its kind and its words are told. */
const excerptOfQuoted = ({ id, quotedMsg: said }: PageMessage): Excerpt =>
  said === undefined ? { text: '', what: 'other' } : excerptOf(contentOf({ ...said, id, t: 0 }));

/** What a message came with beside its words: the message that it answers, and whether it was passed on. */
export const besideOf = (message: PageMessage): { quoted?: Quoted; forwarded?: Forwarded } => {
  const { quotedStanzaID: waId, isForwarded, forwardingScore = 0 } = message;
  return {
    ...(waId &&
      waId.length <= 100 && {
        quoted: { waId, fromMe: isQuotedOwn(message), excerpt: excerptOfQuoted(message) },
      }),
    ...((isForwarded === true || forwardingScore > 0) && {
      forwarded: forwardingScore >= MANY_TIMES ? 'many_times' : 'forwarded',
    }),
  };
};
