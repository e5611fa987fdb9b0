'use client';
import { Check, CircleAlert, CircleDot, Loader2, Users } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { ApiError } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';

type Props = {
  version: number;
  changed: boolean;
  saving: boolean;
  /** Fields that are said to be wrong. */
  problems: number;
  error: Error | null;
  /** Somebody else saved meanwhile, and the person has not said yet that they know. */
  overtaken: boolean;
  /** Leads to what is wrong or, where nothing is, to what somebody else saved. */
  onShow: () => void;
  /** Throws the changes away; what it returns brings them back. */
  onDiscard: () => () => void;
};

type State = 'saved' | 'changed' | 'saving' | 'problems' | 'failed' | 'offline' | 'forbidden' | 'overtaken';

const LOOK = {
  saved: { Icon: Check, tone: 'text-muted' },
  changed: { Icon: CircleDot, tone: 'text-fg' },
  saving: { Icon: Loader2, tone: 'text-muted' },
  problems: { Icon: CircleAlert, tone: 'text-danger' },
  failed: { Icon: CircleAlert, tone: 'text-danger' },
  offline: { Icon: CircleAlert, tone: 'text-danger' },
  forbidden: { Icon: CircleAlert, tone: 'text-danger' },
  overtaken: { Icon: Users, tone: 'text-warn' },
} satisfies Record<State, unknown>;

const stateOf = ({ changed, saving, problems, error, overtaken }: Props): State => {
  if (saving) return 'saving';
  if (problems > 0) return 'problems';
  // What came of it that somebody else saved first is told above the form.
  if (changed && error instanceof ApiError && error.code !== 'stale')
    return error.code === 'offline' || error.code === 'forbidden' ? error.code : 'failed';
  if (!changed) return 'saved';
  return overtaken ? 'overtaken' : 'changed';
};

/** Whether what is on the screen is saved, in words, and the way to save it. */
export function SaveBar(props: Props) {
  const t = useTranslations('playbook.bar');
  const { version, changed, saving, problems, error, onShow, onDiscard } = props;
  const state = stateOf(props);
  const { Icon, tone } = LOOK[state];
  const requestId = state === 'failed' && error instanceof ApiError ? error.requestId : null;
  const discard = (): void => {
    const undo = onDiscard();
    toast('info', t('discarded'), { action: { label: t('undo'), run: undo } });
  };
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-bg px-4 py-2.5">
      <p role="status" className={`flex min-w-48 flex-1 items-start gap-2 text-list ${tone}`}>
        <Icon size={15} className={`mt-0.5 shrink-0 ${state === 'saving' ? 'animate-spin' : ''}`} aria-hidden />
        <span>
          <span className={state === 'saved' ? '' : 'font-medium'}>{t(state, { count: problems })}</span>
          {state === 'saved' && version > 0 ? ` · ${t('version', { version })}` : ''}
          {requestId ? <code className="block font-mono text-meta">{requestId}</code> : null}
        </span>
      </p>
      {state === 'problems' || state === 'overtaken' ? (
        <Button size="sm" variant="ghost" onClick={onShow}>
          {t('show')}
        </Button>
      ) : null}
      {changed ? (
        <span className="ml-auto flex gap-2">
          <Button disabled={saving} onClick={discard}>
            {t('discard')}
          </Button>
          <Button type="submit" variant="primary" busy={saving}>
            {t('save')}
          </Button>
        </span>
      ) : null}
    </div>
  );
}
