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
        await office.run('import', file, '--survey', 'obsluga', '--channel', 'paper');
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
    await office.release();
}
