import { createHash, createHmac } from 'node:crypto';
import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import { contentText, type Content } from '@oconnector/protocol/model/content.ts';

// A label that keeps these digests apart from other uses of SHA-256, not a secret: command ids carry 74 random bits.
const LABEL = 'oconnector/wa-out-id/1';

/**
 * The stanza id under which a command goes out: `3EB0` (the prefix of WhatsApp's web clients) and 18 bytes in hex of
 * HMAC(commandId). The same command has the same id in every attempt, by every agent, also after a lost journal, so
 * WhatsApp's own history can answer whether it was sent.
 */
export const waOutIdOf = (commandId: string): string =>
  `3EB0${createHmac('sha256', LABEL).update(commandId).digest('hex').slice(0, 36).toUpperCase()}`;

/**
 * Whether an id has the form that `waOutIdOf` makes. WhatsApp's own clients use other lengths (22 characters after
 * `3EB0`, 20 or 32 otherwise), so a message of ours is told from the owner's even when the journal that knew it is gone.
 */
export const isOurForm = (waId: string): boolean => /^3EB0[0-9A-F]{36}$/.test(waId);

/** Identifies a body when the id cannot: SHA-256 of its words in JSON form, which keeps lone surrogates apart; of a file, with its kind. */
export const bodyHashOf = (content: Content): string =>
  createHash('sha256')
    .update(
      JSON.stringify(content.type === 'media' ? [content.media.kind, contentText(content)] : contentText(content)),
    )
    .digest('hex');

/**
 * The id of a message's file: made of what WhatsApp calls the message, so that it is the same when a lost journal or another agent meets it
 * again. `fromMe` tells two numbers of one cliente apart that write to each other.
 */
export const mediaIdOf = (waId: string, fromMe: boolean): string =>
  `med_${createHmac('sha256', 'oconnector/media-id/1')
    .update(`${fromMe ? 'o' : 'i'}:${waId}`)
    .digest('hex')
    .slice(0, 40)}`;

/** A Brazilian mobile without its ninth digit, which WhatsApp shows or leaves out as it likes. */
const comparable = (alias: Alias): string =>
  aliasKey(alias.kind === 'phone' ? { ...alias, value: alias.value.replace(/^(\+55\d\d)9(\d{8})$/, '$1$2') } : alias);

/**
 * Whether a message in the chat of these names may have gone to this one. WhatsApp shows one person now by phone, now by `@lid`: names
 * of another kind say nothing, one of the same kind decides.
 */
export const mayBeOf = (to: Alias, names: readonly Alias[]): boolean =>
  names.every(({ kind }) => kind !== to.kind) || isOf(to, names);

/** Whether a message in the chat of these names went to this one for certain. */
export const isOf = (to: Alias, names: readonly Alias[]): boolean =>
  names.some((name) => name.kind === to.kind && comparable(name) === comparable(to));
