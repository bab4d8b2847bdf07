// A past for an office: responses of days long gone, imported like those of an older survey, and released at once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Imports responses and releases them: each row is a department, a day, the answers, and how many gave just those:
 * `['KM', '2026-08-20', { OVERALL: 5, REASON: ['time', 'info'] }, 40]`.
 */
export async function remember(office, rows) {
    const codes = [...new Set(rows.flatMap(([, , answers]) => Object.keys(answers)))];
    const lines = rows.flatMap(([department, day, answers, count]) => {
        const cells = codes.map((code) => [answers[code] ?? ''].flat().join('|'));
        return Array(count).fill([day, department, ...cells].join(','));
    });
    const directory = mkdtempSync(join(tmpdir(), 'ankieta-history-'));
    try {
        const file = join(directory, 'history.csv');
        writeFileSync(file, [['collected_on', 'department', ...codes].join(','), ...lines].join('\n'));
        await office.run('import', file, '--survey', 'obsluga', '--channel', 'paper', '--again', '--confirm');
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
    await office.release();
}

/** Three years of a plausible office, the same ones every time, up to the quarter before a day. */
export function plausible() {
    const departments = { KM: 70, GN: 48, AB: 34, OS: 26, FN: 18, ZK: 14, OK: 12, RK: 2 };
    const ratings = ['OVERALL', 'COURTESY', 'COMPETENCE', 'INFO', 'WAIT', 'CONDITIONS', 'TIMELY', 'FORMS'];
    const shifts = [0, 0.09, 0.07, 0, -0.16, -0.05, -0.03, -0.08];
    let seed = 2026;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const pick = (list) => list[Math.floor(random() * random() * list.length)];
    const rows = [];
    for (let quarter = 0; quarter < 12; quarter += 1) {
        const [year, month] = [2023 + Math.floor((quarter + 3) / 4), ((quarter + 3) % 4) * 3 + 2];
        const better = quarter > 8 ? 0.07 : 0;
        Object.entries(departments).forEach(([department, visitors], place) => {
            const mood = 0.7 - 0.035 * (place % 4) + better;
            for (let person = 0; person < visitors; person += 1) {
                const own = mood + 0.5 * (random() - 0.5);
                const answers = {};
                ratings.forEach((code, index) => {
                    const value = own + shifts[index] + 0.35 * (random() - 0.5);
                    if (index === 0 || random() > 0.1) answers[code] = 1 + Math.floor(5 * Math.min(0.99, Math.max(0, value)));
                });
                answers.OUTCOME = answers.OVERALL > 2 ? pick(['yes', 'partly', 'in_progress']) : pick(['no', 'partly']);
                answers.RTYPE = pick(['private', 'business', 'professional', 'organisation']);
                rows.push([department, `${year}-${String(month).padStart(2, '0')}-15`, answers, 1]);
            }
        });
    }
    return rows;
}
