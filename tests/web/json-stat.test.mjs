// The JSON-stat of results, read by the format's own toolkit, and held against the JSON cell by cell.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import JSONstat from 'jsonstat-toolkit';

import { startOffice } from './office.mjs';

const office = await startOffice();
const kiosk = await office.makeKey('submit');
const analyst = await office.makeKey('results');
// Two departments with figures; a third one has too few, and all the others nobody. Nobody rated the wait.
for (const [department, count] of Object.entries({ KM: 23, GN: 12, AB: 4 })) {
    const responses = Array.from({ length: count }, (_, number) => ({
        id: randomUUID(),
        department,
        answers: { OVERALL: (number % 5) + 1, OUTCOME: number % 3 ? 'yes' : 'no', IMPORT: ['forms', 'waiting'] },
    }));
    const { status } = await office.api('POST', '/api/v1/surveys/obsluga/responses', { responses }, kiosk);
    assert.equal(status, 200);
}
await office.release();

const ask = async (form) => {
    const year = new Date().getFullYear();
    const query = `period=${year - 1}-01..${year + 1}-12&group_by=department&format=${form}`;
    return (await office.api('GET', `/api/v1/surveys/obsluga/results?${query}`, undefined, analyst)).body;
};

test('the toolkit finds every figure where the JSON has it', async () => {
    const results = await ask('json');
    const dataset = JSONstat(await ask('json-stat'));
    assert.equal(dataset.class, 'dataset');
    assert.deepEqual(dataset.id, ['group', 'answer', 'measure']);
    assert.deepEqual(dataset.role.metric, ['measure']);
    const value = (group, answer, measure) => dataset.Data({ group, answer, measure }).value;
    let told = 0;
    for (const group of results.groups.filter(({ withheld }) => withheld === null)) {
        const name = group.key.department;
        assert.equal(value(name, '_T', 'n'), group.n);
        for (const { code, mean, positive, distribution } of group.questions) {
            assert.equal(value(name, code, 'mean'), mean);
            assert.equal(value(name, code, 'positive_low'), positive?.low ?? null);
            for (const { option, n, of, share } of distribution) {
                assert.equal(value(name, `${code}.${option}`, 'n'), n);
                assert.equal(value(name, `${code}.${option}`, 'of'), of);
                assert.equal(value(name, `${code}.${option}`, 'share'), share);
                told += 1;
            }
        }
    }
    assert.ok(told > 30, `${told} options`);
});

test('the toolkit says why a figure is withheld, and how far one can be relied on', async () => {
    const dataset = JSONstat(await ask('json-stat'));
    const cell = (group) => dataset.Data({ group, answer: 'OVERALL', measure: 'positive_share' });
    assert.deepEqual([cell('AB').value, cell('AB').status], [null, 'fewer_than_k']);
    assert.equal(cell('KM').status, 'too_few');
    const wait = dataset.Data({ group: 'KM', answer: 'WAIT', measure: 'n' });
    assert.deepEqual([wait.value, wait.status], [null, 'fewer_than_k']);
    assert.ok(dataset.extension.status.label.fewer_than_k.includes('mniej niż k'));
});

test('the toolkit knows the names and the hierarchy of the answers', async () => {
    const dataset = JSONstat(await ask('json-stat'));
    assert.equal(dataset.Dimension('group').Category('KM').label, 'Wydział Komunikacji');
    const overall = dataset.Dimension('answer').Category('OVERALL');
    assert.equal(overall.length, 5);
    const best = dataset.Dimension('answer').Category('OVERALL.5');
    assert.ok(best.label.endsWith(': bardzo dobrze'), best.label);
});
