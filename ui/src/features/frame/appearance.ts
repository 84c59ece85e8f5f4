// Applies the chosen appearance. Theme, row spacing and text size are tokens, so one element holds them all.
import type { Appearance } from '$lib/ipc/bindings';
import { allowSingleKeys } from '$lib/shortcuts';

let fixed: 'light' | 'dark' | null = null;

/** The theme the window was opened with. It overrides the settings; unknown themes are ignored. */
export function fixTheme(theme: string | null): void {
  if (theme !== 'light' && theme !== 'dark') return;
  fixed = theme;
  document.documentElement.dataset.theme = theme;
}

export function applyAppearance(appearance: Appearance): void {
  const root = document.documentElement;
  const theme = fixed ?? appearance.theme;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.dataset.density = appearance.density;
  root.style.setProperty('--size', String(appearance.size));
  allowSingleKeys(appearance.single_keys);
}
