// The screen stays on while the lobby is open, and does not burn in: its picture moves a little, and it is dimmed when
// nobody is there.

import { isOpen } from './visit.js';

const MINUTE = 60_000;
const DIM_AFTER = 10 * MINUTE;

export function careForScreen(settings) {
    let [lock, touched, step] = [undefined, Date.now(), 0];
    const wake = async () => {
        if (document.visibilityState !== 'visible' || !navigator.wakeLock || (lock && !lock.released)) return;
        lock = await navigator.wakeLock.request('screen').catch(() => undefined);
    };
    const look = () => {
        const away = Date.now() - touched > DIM_AFTER;
        document.body.toggleAttribute('data-dim', away && !isOpen(settings()?.opening_hours, new Date()));
        step = (step + 1) % 4;
        document.body.style.setProperty('--shift', `${[0, 2, 0, -2][step]}px`);
    };
    document.addEventListener('pointerdown', () => {
        touched = Date.now();
        document.body.removeAttribute('data-dim');
    }, { passive: true });
    document.addEventListener('visibilitychange', wake);
    setInterval(look, MINUTE);
    wake();
}
