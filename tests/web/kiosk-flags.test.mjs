// The signs that only a tablet sees, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BURST, BURST_SPAN, Flags, HASTE } from '../../src/pages/kiosk/flags.js';

const start = new Date(2026, 6, 14, 12, 0, 0).getTime();
/** A visit that begins after so many milliseconds, by both clocks. */
const begin = (flags, milliseconds, hours) => flags.begin(milliseconds, new Date(start + milliseconds), hours);
const hours = { tuesday: ['08:00-15:00'] };

test('one visit after another is no burst, four within a minute are', () => {
    const flags = new Flags();
    for (let visit = 0; visit < 10; visit += 1) assert.deepEqual(begin(flags, visit * 30_000, hours), []);
    const quick = new Flags();
    const found = Array.from({ length: BURST + 1 }, (_, visit) => begin(quick, visit * 10_000, hours));
    assert.deepEqual(found, [[], [], [], ['burst'], ['burst']]);
    assert.deepEqual(begin(quick, BURST * 10_000 + BURST_SPAN, hours), []);
});

test('a visit while the lobby is closed is told, and none where there are no hours', () => {
    assert.deepEqual(begin(new Flags(), 4 * 3_600_000, hours), ['outside_hours']);
    assert.deepEqual(begin(new Flags(), 4 * 3_600_000, {}), []);
});

test('several answers at once are too fast, one tap is not', () => {
    const flags = new Flags();
    begin(flags, 0, hours);
    assert.deepEqual(flags.end(HASTE - 1, ['burst'], 3), ['burst', 'too_fast']);
    assert.deepEqual(flags.end(HASTE, [], 6), []);
    assert.deepEqual(flags.end(100, [], 1), []);
});
