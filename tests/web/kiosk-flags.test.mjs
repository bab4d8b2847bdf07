// The signs that only a tablet sees, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Flags, HASTE } from '../../src/pages/kiosk/flags.js';

const start = new Date(2026, 6, 14, 12, 0, 0).getTime();
/** A visit that begins after so many milliseconds, by both clocks. */
const begin = (flags, milliseconds, hours) => flags.begin(milliseconds, new Date(start + milliseconds), hours);
const hours = { tuesday: ['08:00-15:00'] };

test('a visit while the lobby is closed is told, and none where there are no hours', () => {
    assert.deepEqual(begin(new Flags(), 4 * 3_600_000, hours), ['outside_hours']);
    assert.deepEqual(begin(new Flags(), 4 * 3_600_000, {}), []);
});

test('several answers at once are too fast, one tap is not', () => {
    const flags = new Flags();
    begin(flags, 0, hours);
    assert.deepEqual(flags.end(HASTE - 1, ['outside_hours'], 3), ['outside_hours', 'too_fast']);
    assert.deepEqual(flags.end(HASTE, [], 6), []);
    assert.deepEqual(flags.end(100, [], 1), []);
});
