// The parts of the dashboard that are told when a quarter is over, and its pages of their own: comments and the review.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, walk } from './accessibility.mjs';
import { COOKIE, REFUSED, enterOffice, fits, plain, rows, signIn, unfold } from './dashboard.mjs';
import { startOffice } from './office.mjs';

/** An office that closes a quarter on the day after it: what is told then can be told of it. */
const whole = await startOffice({ 'close-after-days': 1 });
await fillQuarter(whole);
const inside = await signIn(whole, await whole.makeKey('results'));
const QUARTER = thisQuarter();
const BOARD = `/results/obsluga?period=${QUARTER}&lang=pl`;
const COMMENTS = `/results/obsluga/comments?period=${QUARTER}&lang=pl`;
const REVIEW = `/results/obsluga/review/${QUARTER}?lang=pl`;

/** A visitor who has signed in. */
const enter = (t, { as = inside, ...options } = {}) => enterOffice(t, whole, as, options);

/** The quarter that holds today. */
function thisQuarter() {
    const now = new Date();
    return `${now.getFullYear()}-Q${Math.floor(now.getMonth() / 3) + 1}`;
}

/** Responses of two kinds of people, some of them flagged, comments that were approved, and targets; and the quarter is closed. */
async function fillQuarter(office) {
    const HOSTILE = '<script>document.title = "lost"</script><img src=x onerror=alert(1)>';
    const submit = await office.makeKey('submit');
    const send = (department, answers, count, more = {}) =>
        office.api('POST', '/api/v1/surveys/obsluga/responses', {
            responses: Array.from({ length: count }, () => ({ id: crypto.randomUUID(), department, answers, ...more })),
        }, more.flags ? submit : more.key);
    for (const [OVERALL, COURTESY, WAIT, INFO, IMPORT] of [[5, 5, 2, 4, 'courtesy'], [5, 4, 4, 5, 'waiting'], [2, 1, 2, 2, 'waiting'], [2, 2, 4, 1, 'waiting']]) {
        const answers = { OVERALL, COURTESY, WAIT, INFO, IMPORT: [IMPORT], RTYPE: 'private', OUTCOME: 'yes' };
        // As many as coefficients take, in batches.
        for (const count of [55, 55]) await send('KM', answers, count);
    }
    for (const OVERALL of [4, 2]) {
        await send('GN', { OVERALL, RTYPE: 'business' }, 15);
        await send('KM', { OVERALL }, 10, { flags: ['outside_hours'] });
    }
    for (let number = 0; number < 12; number += 1) {
        await send('KM', { OVERALL: 3, SUGGEST: number === 5 ? HOSTILE : `Więcej krzeseł, uwaga ${number}` }, 1);
    }
    const targets = [['OVERALL', undefined, 0.2], ['WAIT', 'KM', 0.9], ['OVERALL', 'GN', 0.5]];
    await office.api('PUT', '/api/v1/surveys/obsluga/targets', {
        targets: targets.map(([question, department, share]) => ({ question, department, from: '2020', share })),
    }, office.administrator);
    await office.release();
    const now = new Date();
    const next = new Date(Date.UTC(now.getFullYear(), 3 * Math.floor(now.getMonth() / 3) + 3, 1));
    await office.release(next.toISOString().slice(0, 10));
    const moderation = '/api/v1/surveys/obsluga/comments';
    const { body } = await office.api('GET', `${moderation}/moderation`, undefined, office.administrator);
    for (const { id } of body.items) {
        await office.api('PUT', `${moderation}/${id}`, { decision: 'publish' }, office.administrator);
    }
}

test('all parts of the board are there, and those below the first screen are folded', async (t) => {
    const { page } = await enter(t);
    await page.goto(BOARD);
    const parts = await page.locator('section.card').evaluateAll((sections) => sections.map(({ id }) => id));
    const seen = ['headline', 'act', 'grid', 'trend'];
    const folded = ['targets', 'actions', 'departments', 'dimensions', 'others', 'drivers', 'groups', 'misuse', 'coverage'];
    assert.deepEqual(parts, [...seen, ...folded]);
    for (const part of seen) assert.ok(await page.locator(`#${part} h2`).first().isVisible(), part);
    for (const part of folded) assert.equal(await page.locator(`#${part} > p, #${part} figure`).first().isVisible(), false, part);
    await page.locator('summary', { hasText: /^Co idzie w parze z oceną ogólną/ }).click();
    assert.ok(await page.locator('#drivers figure').first().isVisible());
    await page.goto(`${BOARD}#misuse`);
    assert.ok(await page.locator('#misuse > p').first().isVisible(), 'an address opens the part that it names');
    assert.deepEqual((await rows(page, 'targets'))['WAIT KM'].slice(1, 3), ['nieosiągnięty', 'co najmniej 90%']);
    assert.equal((await rows(page, 'targets')).OVERALL[1], 'osiągnięty');
    assert.ok(await page.locator('#drivers-chart-title').count(), 'importance against performance');
    assert.match((await rows(page, 'drivers')).COURTESY[2], /^\+0,\d$/);
    assert.equal((await rows(page, 'group-RTYPE')).business[1], '30');
    assert.deepEqual((await rows(page, 'misuse')).outside_hours.slice(1), ['20', '502']);
    for (const figure of await page.locator('figure').all()) {
        assert.equal(await figure.locator('xpath=following-sibling::details//table').count(), 1);
    }
});

for (const [name, options] of Object.entries({
    'in the light': {},
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
    'in forced colours': { forcedColors: 'active' },
})) {
    test(`everybody can use all parts, the comments and the review ${name}`, async (t) => {
        const { page } = await enter(t, { ...options });
        for (const path of [BOARD, COMMENTS, REVIEW]) {
            await page.goto(path);
            await unfold(page);
            await assertAccessible(t, page);
            assert.ok(await fits(page), `${path} scrolls sideways`);
        }
    });
}

test('comments stand on a page of their own, as text, and beside no figure', async (t) => {
    const { page, context } = await enter(t);
    await page.goto(BOARD);
    assert.ok(!(await page.content()).includes('krzeseł'));
    await page.getByRole('link', { name: 'Uwagi mieszkańców' }).click();
    await page.getByRole('heading', { name: 'Wydział Komunikacji' }).waitFor();
    assert.equal(await page.title(), 'Uwagi mieszkańców: Jak nas Państwo oceniają?');
    const said = await page.locator('blockquote').allInnerTexts();
    assert.equal(said.length, 12);
    assert.ok(said.includes('<script>document.title = "lost"</script><img src=x onerror=alert(1)>'), said.join('\n'));
    assert.ok(!plain(await page.locator('main').innerText()).includes('%'));
    await page.locator('#department').selectOption('GN');
    await page.getByRole('button', { name: 'Pokaż' }).click();
    await page.getByText('pod nazwą wydziału').waitFor();
    await page.getByRole('link', { name: 'Wróć do wyników' }).click();
    assert.equal(await page.locator('#department').inputValue(), 'GN');
    assert.deepEqual((await context.cookies()).map(({ name }) => name), [COOKIE]);
});

test('the review opens from the board, in the session, with the forms that it offers', async (t) => {
    const { page } = await enter(t);
    await page.goto(BOARD);
    await page.getByRole('link', { name: 'Przegląd zarządzania za ten okres' }).click();
    await page.locator('#T2').waitFor();
    const book = await page.locator('a[href*="format=xlsx"]').first().evaluate((link) => link.href);
    assert.match(new URL(book).pathname, /^\/results\/obsluga\/review\//);
    const answer = await page.request.get(book);
    assert.deepEqual([answer.status(), (await answer.body()).subarray(0, 2).toString()], [200, 'PK']);
    const bound = await enter(t, { as: await signIn(whole, await whole.makeKey('results', 'KM')), expected: REFUSED });
    await bound.page.goto(REVIEW);
    await bound.page.getByText('Przegląd zarządzania obejmuje cały urząd').waitFor();
    await assertAccessible(t, bound.page);
});

test('on paper all parts fit, with their tables and without what is for the screen', async (t) => {
    const { page } = await enter(t, { viewport: { width: 718, height: 1050 } });
    for (const path of [BOARD, COMMENTS]) {
        await page.goto(path);
        await page.emulateMedia({ media: 'print' });
        for (const gone of await page.locator('.choices, .elsewhere, .files, .leaving').all()) {
            assert.equal(await gone.isVisible(), false, await gone.getAttribute('class'));
        }
        for (const table of await page.locator('table').all()) {
            const box = await table.boundingBox();
            assert.ok(box && box.height > 20 && box.x + box.width < 719, `${JSON.stringify(box)} ${await table.innerText()}`);
        }
        for (const cell of await page.locator('td').all()) {
            const { text, width } = await cell.evaluate((cell) => ({ text: cell.innerText, width: cell.clientWidth }));
            assert.ok(!/^\d+$/.test(text) || width >= 5 * text.length - 4, `${text} is broken apart at ${width} px`);
        }
        assert.ok(await fits(page), `${path} is cut off`);
    }
});

test('the keyboard reaches the parts, the tables and the comments', async (t) => {
    const { page } = await enter(t);
    await page.goto(BOARD);
    await unfold(page);
    const stops = await walk(page);
    const order = ['button "Pokaż"', 'link "Wydział Komunikacji"', 'link "Uwagi mieszkańców"', 'link "Excel – Cele"', 'link "Excel – Co idzie w parze z oceną ogólną"', 'button "Wyloguj"'];
    const places = order.map((name) => stops.indexOf(name));
    assert.ok(places.every((place, index) => place > (places[index - 1] ?? -1)), stops.join('\n'));
    await page.goto(COMMENTS);
    const others = await walk(page);
    assert.ok(others.indexOf('combobox "Okres"') >= 0 && others.indexOf('link "Wróć do wyników"') > others.indexOf('button "Pokaż"'), others.join('\n'));
});
