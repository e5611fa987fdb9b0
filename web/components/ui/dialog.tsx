'use client';
import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
  /** `side`: a sheet at the right edge, for panels that do not fit. `locked`: cannot be waved away. */
  shape?: 'center' | 'side';
  locked?: boolean;
};

/** A modal that keeps the page behind it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  shape = 'center',
  locked = false,
}: DialogProps) {
  const t = useTranslations('common');
  const hold = (event: Event): void => {
    if (locked) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onEscapeKeyDown={hold}
          onPointerDownOutside={hold}
          onInteractOutside={hold}
          className={clsx(
            'animate-rise fixed z-50 flex flex-col bg-bg shadow-overlay focus:outline-none',
            shape === 'center'
              ? 'inset-x-4 top-[12vh] mx-auto max-h-[80dvh] max-w-md rounded-xl'
              : 'inset-y-0 right-0 w-[min(100vw,400px)]',
          )}
        >
          <div className="flex items-start gap-2 py-3 pr-2 pl-5">
            <div className="min-w-0 flex-1 py-1.5">
              <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-1 text-body text-muted">{description}</Radix.Description>
              ) : null}
            </div>
            {locked ? null : (
              <Radix.Close asChild>
                <IconButton label={t('close')}>
                  <X size={18} aria-hidden />
                </IconButton>
              </Radix.Close>
            )}
          </div>
          <div className={clsx('min-h-0 flex-1 overflow-y-auto', shape === 'center' ? 'px-5 pb-5' : '')}>
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
