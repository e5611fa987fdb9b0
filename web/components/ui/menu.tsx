'use client';
import clsx from 'clsx';
import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

export const Menu = DropdownMenu.Root;
export const MenuTrigger = DropdownMenu.Trigger;

export function MenuContent({ className, ...props }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={6}
        collisionPadding={8}
        className={clsx(
          'animate-fade z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-md bg-bg p-1 text-body shadow-overlay',
          className,
        )}
        {...props}
      />
    </DropdownMenu.Portal>
  );
}

const ITEM =
  'flex min-h-9 w-full items-center gap-2.5 rounded px-2.5 py-1.5 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover data-highlighted:shadow-[inset_0_0_0_2px_var(--primary)]';

export function MenuItem({
  icon,
  hint,
  danger = false,
  children,
  ...props
}: ComponentProps<typeof DropdownMenu.Item> & { icon?: ReactNode; hint?: ReactNode; danger?: boolean }) {
  return (
    <DropdownMenu.Item className={clsx(ITEM, danger && 'text-danger')} {...props}>
      <span className="flex size-4 items-center justify-center text-muted">{icon}</span>
      <span className="flex-1">{children}</span>
      {hint ? <span className="text-meta text-muted">{hint}</span> : null}
    </DropdownMenu.Item>
  );
}

/** One of a group, with a tick. */
export function MenuRadio({
  children,
  hint,
  ...props
}: ComponentProps<typeof DropdownMenu.RadioItem> & { hint?: ReactNode }) {
  return (
    <DropdownMenu.RadioItem className={ITEM} {...props}>
      <span className="flex size-4 items-center justify-center text-primary">
        <DropdownMenu.ItemIndicator>
          <Check size={16} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className="flex-1">{children}</span>
      {hint ? <span className="tabular text-meta text-muted">{hint}</span> : null}
    </DropdownMenu.RadioItem>
  );
}

export const MenuRadioGroup = DropdownMenu.RadioGroup;

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-meta font-medium text-muted">{children}</DropdownMenu.Label>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
