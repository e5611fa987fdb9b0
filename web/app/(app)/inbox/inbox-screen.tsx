'use client';
import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import clsx from 'clsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ContextPanel } from '../../../features/inbox/components/context-panel.tsx';
import { FirstStepsCard } from '../../../features/inbox/components/first-steps-card.tsx';
import { ListPane } from '../../../features/inbox/components/list-pane.tsx';
import { NothingOpen } from '../../../features/inbox/components/nothing-open.tsx';
import { ThreadPane } from '../../../features/inbox/components/thread-pane.tsx';
import { VIEWS } from '../../../features/inbox/components/view-chips.tsx';
import { useControl } from '../../../features/inbox/hooks/use-control.ts';
import { useList } from '../../../features/inbox/hooks/use-list.ts';
import { useHotkeys } from '../../../lib/hotkeys.ts';
import { useLive } from '../../../lib/live/store.ts';
import { useMedia } from '../../../lib/use-media.ts';
import { setQuery, useQueryParam } from '../../../lib/nav.ts';
import { useHasRole, useUser } from '../../../lib/session.tsx';

const isView = (value: string | null): value is InboxView => VIEWS.some((view) => view === value);

/** List, thread and context; below 900 px one of them at a time. */
export function InboxScreen() {
  const selected = useQueryParam('c');
  const viewParam = useQueryParam('view');
  const view: InboxView = isView(viewParam) ? viewParam : 'all';
  const [search, setSearch] = useState('');
  const narrow = useMedia('(max-width: 899px)');
  const list = useList(view, search);
  const row = useLive((store) => (selected === null ? undefined : store.live.rows[selected]));
  const searchRef = useRef<HTMLInputElement>(null);
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const control = useControl(selected ?? '');

  const open = useCallback(
    (id: string) => setQuery({ c: id }, window.location.search.includes('c=') ? 'replace' : 'push'),
    [],
  );
  const close = useCallback(() => setQuery({ c: null }), []);
  useUnreadTitle();
  useInboxKeys({
    ids: list.ids,
    selected,
    open,
    control,
    focusSearch: () => searchRef.current?.focus(),
    focusComposer: () => inputRef.current?.focus(),
  });

  return (
    <div className="flex min-h-0 flex-1">
      <div className={clsx('min-h-0 w-full md:flex md:w-auto', selected === null ? 'flex' : 'hidden')}>
        <ListPane
          view={view}
          onView={(next) => setQuery({ view: next === 'all' ? null : next }, 'replace')}
          search={search}
          onSearch={setSearch}
          searchRef={searchRef}
          list={list}
          selected={selected}
          onOpen={open}
        >
          {selected === null && narrow ? (
            <div className="px-4">
              <FirstStepsCard className="mb-3" />
            </div>
          ) : null}
        </ListPane>
      </div>
      {selected === null ? (
        <NothingOpen />
      ) : (
        <ThreadPane contactId={selected} control={control} inputRef={inputRef} onBack={close} />
      )}
      {row ? <Context row={row} /> : null}
    </div>
  );
}

function Context({ row }: { row: NonNullable<ReturnType<typeof useLive.getState>['live']['rows'][string]> }) {
  const t = useTranslations('context');
  return (
    <aside
      aria-label={t('title')}
      className="hidden w-[320px] shrink-0 overflow-y-auto border-l border-line bg-bg xl:block"
    >
      <ContextPanel row={row} />
    </aside>
  );
}

type Keys = {
  ids: string[];
  selected: string | null;
  open: (id: string) => void;
  control: ReturnType<typeof useControl>;
  focusSearch: () => void;
  focusComposer: () => void;
};

const useInboxKeys = ({ ids, selected, open, control, focusSearch, focusComposer }: Keys): void => {
  const user = useUser();
  const canWrite = useHasRole('owner', 'agent');
  const move = (by: number): void => {
    const at = selected === null ? (by > 0 ? -1 : 0) : ids.indexOf(selected);
    const id = ids[Math.min(ids.length - 1, Math.max(0, at + by))];
    if (id !== undefined) open(id);
  };
  const row = (): ReturnType<typeof useLive.getState>['live']['rows'][string] | undefined =>
    selected === null ? undefined : useLive.getState().live.rows[selected];
  const mine = (): boolean => {
    const holder = row()?.control.holder;
    return holder?.kind === 'human' && holder.userId === user.userId;
  };
  const prevent = (act: () => void) => (event: KeyboardEvent) => {
    event.preventDefault();
    act();
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    r: prevent(() => selected !== null && focusComposer()),
    t: prevent(() => {
      if (row() && canWrite && !mine()) control.takeover.mutate({ releaseAfterMinutes: 30 });
    }),
    'Shift+T': prevent(() => {
      if (mine()) control.release.mutate({});
    }),
    e: prevent(() => {
      if (row()?.status === 'open' && canWrite) control.release.mutate({ resolve: true });
    }),
    '/': prevent(focusSearch),
  });
};

/** `(3) Conversas`: open conversations with something unread. */
const useUnreadTitle = (): void => {
  const t = useTranslations('list');
  const unread = useLive(
    ({ live }) =>
      Object.values(live.rows).filter(
        (row) => row.status === 'open' && row.inboundCount > (live.read[row.contact.contactId] ?? 0),
      ).length,
  );
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${t('title')} · oConnector`;
  }, [unread, t]);
};
