// What one visit to a kiosk asks, and when the lobby is open, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Plan, day, isOpen, isOutOfUse } from '../../src/pages/kiosk/visit.js';

const CODES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** Everything that a plan asks, in its order. */
function all(plan) {
    const asked = [];
    for (let code = plan.next(); code; code = plan.next()) asked.push(code);
    return asked;
}

test('five questions are drawn, in the order of the questionnaire', () => {
    const lots = [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4];
    assert.deepEqual(all(new Plan(CODES, () => lots.shift())), ['B', 'D', 'F', 'G', 'H']);
    assert.deepEqual(all(new Plan(['A', 'B'], () => 0.5)), ['A', 'B']);
    assert.deepEqual(all(new Plan([], () => 0.5)), []);
});

test('a follow-up comes next, in the place of the last one', () => {
    const plan = new Plan(CODES.slice(0, 5), () => 0.5);
    assert.equal(plan.next(['WHY', 'HOW'], ['WHY']), 'WHY');
    assert.equal(plan.next(), 'A');
    const four = ['ONE', 'TWO', 'THREE', 'FOUR'];
    assert.equal(plan.next(four, four), 'ONE');
    assert.deepEqual(all(plan), ['TWO', 'THREE']);
});

test('who goes back is asked the same again, and follow-ups only after what they answer now', () => {
    const plan = new Plan(['A', 'B'], () => 0.5);
    plan.next(['WHY'], ['WHY']);
    assert.equal(plan.next(), 'A');
    assert.equal(plan.back(), 'WHY');
    assert.equal(plan.back(), undefined, 'the headline');
    assert.equal(plan.back(), undefined);
    assert.equal(plan.next(['WHY'], []), 'A');
    assert.equal(plan.back(), undefined);
    assert.deepEqual([plan.next(['WHY'], ['WHY']), ...all(plan)], ['WHY', 'A', 'B']);
});

test('the lobby is open in its hours, to the minute', () => {
    const at = (text) => new Date(`2026-07-14T${text}`);
    const hours = { monday: ['00:00-23:59'], tuesday: ['07:30-11:00', '12:00-15:30'] };
    assert.deepEqual(['07:29', '07:30', '10:59', '11:00', '12:00', '15:29', '15:30'].map((text) => isOpen(hours, at(text))), [
        false, true, true, false, true, true, false,
    ]);
    assert.equal(isOpen(hours, new Date('2026-07-15T10:00')), false);
    assert.equal(isOpen({ tuesday: [] }, at('03:00')), true, 'without any hours it always is');
    assert.equal(isOpen(undefined, at('03:00')), true);
});

test('a day is the one of the lobby', () => {
    assert.equal(day(new Date(2026, 0, 5, 0, 1)), '2026-01-05');
    assert.equal(day(new Date(2026, 11, 31, 23, 59)), '2026-12-31');
});

test('a kiosk is out of use from a day until a day', () => {
    const days = [{ from: '2026-07-14', until: '2026-07-15' }, { from: '2026-08-03', until: '2026-08-03' }];
    const on = (day) => isOutOfUse(days, new Date(`${day}T12:00`));
    assert.deepEqual(['2026-07-13', '2026-07-14', '2026-07-15', '2026-07-16', '2026-08-03', '2026-08-04'].map(on), [
        false, true, true, false, true, false,
    ]);
    assert.equal(isOutOfUse(undefined, new Date()), false);
});
