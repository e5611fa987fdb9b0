import { create } from 'zustand';

export const useShortcutsOpen = create<boolean>(() => false);
export const openShortcuts = (): void => useShortcutsOpen.setState(true, true);
export const closeShortcuts = (): void => useShortcutsOpen.setState(false, true);
