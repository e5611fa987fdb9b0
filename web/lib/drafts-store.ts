'use client';
import { del, get, set } from 'idb-keyval';
import { create } from 'zustand';
import { Drafts } from './drafts.ts';

/** The drafts of this browser. They never leave it. */
export const drafts = new Drafts({ get: (key) => get<string>(key), set, del });

/** Contacts with a draft that this page knows of, for the list rows. */
export const useDrafted = create<{ texts: Record<string, string> }>(() => ({ texts: {} }));

export const noteDraft = (contactId: string, text: string): void =>
  useDrafted.setState(({ texts }) => {
    if ((texts[contactId] ?? '') === text) return { texts };
    const { [contactId]: _gone, ...others } = texts;
    return { texts: text.trim() === '' ? others : { ...others, [contactId]: text } };
  });
