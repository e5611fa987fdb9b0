import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import { withNinthDigit } from '../../lib/brazilian-mobile.ts';

/** The one form under which an alias is known, whatever form WhatsApp showed it in. */
export const canonical = (alias: Alias): Alias => {
  switch (alias.kind) {
    case 'phone':
      return { kind: 'phone', value: withNinthDigit(alias.value) };
    case 'username':
      return { kind: 'username', value: alias.value.toLowerCase() };
    case 'lid':
    case 'bsuid':
      return alias;
  }
};

/** The canonical aliases of one person, each once, in the order they came. */
export const canonicalAliases = (aliases: readonly Alias[]): Alias[] => [
  ...new Map(aliases.map(canonical).map((alias) => [aliasKey(alias), alias])).values(),
];

/** A push name that says something; WhatsApp also sends blank ones. */
export const usableName = (name: string | null): string | null => (name !== null && name.trim() !== '' ? name : null);
