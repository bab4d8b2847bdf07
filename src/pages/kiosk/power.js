// The screen stays on while the lobby is open, and does not burn in: its picture moves a little, and it is dimmed when
// nobody is there.

import { isOpen } from './visit.js';

const MINUTE = 60_000;
const DIM_AFTER = 10 * MINUTE;
/** How long after the screen's lock was lost it is asked for again, in milliseconds. */
const AGAIN = 1_000;

export function careForScreen(settings, clock) {
    let [lock, touched, step] = [undefined, clock.now(), 0];
    const wake = async () => {
        if (document.visibilityState !== 'visible' || !navigator.wakeLock || (lock && !lock.released)) return;
        lock = await navigator.wakeLock.request('screen').catch(() => undefined);
        // A low battery, or another program, may take it away at any time.
        lock?.addEventListener('release', () => clock.begin(wake, AGAIN));
    };
    const look = () => {
        const away = clock.now() - touched > DIM_AFTER;
        document.body.toggleAttribute('data-dim', away && !isOpen(settings()?.opening_hours, clock.date()));
        step = (step + 1) % 4;
        document.body.style.setProperty('--shift', `${[0, 2, 0, -2][step]}px`);
        wake();
    };
    const touch = () => {
        touched = clock.now();
        document.body.removeAttribute('data-dim');
        wake();
    };
    for (const sign of ['pointerdown', 'keydown']) document.addEventListener(sign, touch, { passive: true, capture: true });
    document.addEventListener('visibilitychange', wake);
    setInterval(look, MINUTE);
    wake();
}
