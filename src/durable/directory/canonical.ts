import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import { canonical } from '../../lib/canonical-alias.ts';

/** The canonical aliases of one person, each once, in the order they came. */
export const canonicalAliases = (aliases: readonly Alias[]): Alias[] => [
  ...new Map(aliases.map(canonical).map((alias) => [aliasKey(alias), alias])).values(),
];

/** A push name that says something; WhatsApp also sends blank ones. */
export const usableName = (name: string | null): string | null => (name !== null && name.trim() !== '' ? name : null);
