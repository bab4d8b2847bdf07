// Which taps count, what keys mean, and who starts a page anew, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Guard, QUIET, RESTING, SETTLING } from '../../src/pages/kiosk/guard.js';
import { meaning } from '../../src/pages/kiosk/keys.js';
import { Watchdog } from '../../src/pages/kiosk/watchdog.js';

/** A guard before a screen that has just come, and its clock. */
function begin(before = () => {}) {
    const clock = { at: 0 };
    const guard = new Guard(() => clock.at);
    before(guard);
    guard.shut();
    return { guard, clock };
}

function tap(guard) {
    guard.press('finger');
    guard.release('finger');
    return guard.admits();
}

test('a new screen takes nothing for a moment, then everything', () => {
    const { guard, clock } = begin();
    clock.at = SETTLING - QUIET;
    assert.equal(tap(guard), false);
    clock.at = SETTLING;
    assert.equal(tap(guard), true);
    assert.equal(tap(guard), true, 'several options may follow one another');
});

test('who goes on hammering is not answered until they stop', () => {
    const { guard, clock } = begin();
    const answered = Array.from({ length: 18 }, () => {
        clock.at += 128;
        return tap(guard);
    });
    assert.deepEqual(answered, Array(18).fill(false));
    clock.at += QUIET;
    assert.equal(tap(guard), true);
});

test('a finger that came down on the screen before acts on none, however late it leaves', () => {
    const { guard, clock } = begin((guard) => guard.press('finger'));
    clock.at = 4_000;
    assert.equal(guard.press('other'), false, 'a second finger beside it');
    guard.release('other');
    guard.admits();
    guard.release('finger');
    assert.equal(guard.admits(), false);
    clock.at += QUIET;
    assert.equal(tap(guard), true);
});

test('a hand at rest, or a finger whose leaving was never told, freezes nothing', () => {
    const { guard, clock } = begin((guard) => guard.press('palm'));
    clock.at = RESTING;
    assert.equal(tap(guard), true);
    guard.shut();
    clock.at += SETTLING;
    assert.equal(tap(guard), true, 'nor does it keep the next screen waiting');
});

test('a click that nothing came down for counts by its moment, as from a screen reader', () => {
    const { guard, clock } = begin();
    clock.at = SETTLING - 1;
    assert.equal(guard.admits(), false);
    clock.at = SETTLING;
    assert.equal(guard.admits(), true);
});

test('keys of a number pad, locked or not, and of any layout', () => {
    const of = (key, code, more) => meaning({ key, code, ...more });
    assert.deepEqual(['1', '9', '0'].map((key) => of(key, '')), [1, 9, 10]);
    assert.deepEqual([of('End', 'Numpad1'), of('Insert', 'Numpad0'), of('&', 'Digit1')], [1, 10, 1]);
    assert.deepEqual([of('-', 'NumpadSubtract'), of('Enter', 'NumpadEnter'), of('Backspace', 'Backspace')], ['na', 'next', 'back']);
    assert.deepEqual([of('Tab', 'Tab'), of('a', 'KeyA'), of('1', 'Digit1', { ctrlKey: true })], [undefined, undefined, undefined]);
});

test('what must react by a moment, and does not, starts the page anew, once', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const clock = { at: 0, restarts: 0 };
    const watchdog = new Watchdog(() => clock.at, () => (clock.restarts += 1));
    const pass = (seconds) => {
        clock.at += seconds * 1000;
        t.mock.timers.tick(1000);
        return clock.restarts;
    };
    assert.equal(pass(3_600), 0, 'nobody waits for anything');
    watchdog.expect(5_000);
    watchdog.expect(60_000);
    watchdog.calm();
    assert.equal(pass(60), 0);
    watchdog.expect(5_000);
    watchdog.expect(60_000);
    assert.deepEqual([pass(4), pass(1), pass(60)], [0, 1, 1]);
});
