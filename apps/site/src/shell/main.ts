// What every page does: the theme, the menu of small screens, and the copy for later without a network.

import './style.css';

const THEME = 'vsa-theme';

function themeSwitch(): void {
  const select = document.querySelector<HTMLSelectElement>('#theme');
  if (select === null) return;
  const apply = (theme: string): void => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  const stored = localStorage.getItem(THEME);
  select.value = stored === 'light' || stored === 'dark' ? stored : 'auto';
  apply(select.value);
  select.addEventListener('change', () => {
    localStorage.setItem(THEME, select.value);
    apply(select.value);
  });
}

function menu(): void {
  const button = document.querySelector<HTMLButtonElement>('#menu-button');
  const list = document.querySelector('#menu');
  button?.addEventListener('click', () => {
    const open = list?.classList.toggle('open') ?? false;
    button.setAttribute('aria-expanded', String(open));
  });
}

function offline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const root = document.body.dataset['root'] ?? './';
  // Without the copy the site works as before, only not offline.
  navigator.serviceWorker.register(`${root}service-worker.js`).catch((error: unknown) => {
    console.info('No copy for offline use:', error);
  });
}

themeSwitch();
menu();
offline();
