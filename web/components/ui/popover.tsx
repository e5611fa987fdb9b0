'use client';
import clsx from 'clsx';
import { Popover as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

export function PopoverContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        className={clsx(
          'animate-fade z-50 w-72 rounded-md bg-bg p-3 text-list text-fg shadow-overlay focus:outline-none',
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}
