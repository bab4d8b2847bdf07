// A program of an analyst's, in TypeScript, with the types that are generated from the document as `api.ts`.
// It compiles only if the document says what the answers hold.

import createClient from 'openapi-fetch';

import type { paths } from './api';

declare const process: { argv: string[] };

const [origin = '', key = '', period = '', against = ''] = process.argv.slice(2);
const client = createClient<paths, 'application/json'>({ baseUrl: origin, headers: { Authorization: `Bearer ${key}` } });
const path = { survey: 'obsluga' };

const results = await client.GET('/api/v1/surveys/{survey}/results', {
    params: { path, query: { period, group_by: 'department', format: 'json' } },
});
const comparison = await client.GET('/api/v1/surveys/{survey}/comparison', {
    params: { path, query: { period, against, group_by: 'department' } },
});
const coverage = await client.GET('/api/v1/surveys/{survey}/coverage', { params: { path, query: { period } } });
if (!results.data || !comparison.data || !coverage.data) {
    throw new Error(JSON.stringify([results.error, comparison.error, coverage.error]));
}

const shares = results.data.groups.map((group) => {
    const department: string | null | undefined = group.key.department;
    const share: number | undefined = group.questions.find(({ code }) => code === 'OVERALL')?.positive?.share;
    return [department, group.withheld, share];
});
const verdicts: string[] = comparison.data.total.questions.map(({ verdict }) => verdict);
const rates: (number | null | undefined)[] = coverage.data.groups.map((part) => part.response_rate);
console.log(JSON.stringify({ shares, verdicts, rates: rates.length, filters: results.data.filters.departments }));
