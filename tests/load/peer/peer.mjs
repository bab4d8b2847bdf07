// What a team would build with Fastify and pg: the same PUT, checked by a JSON schema, kept by one statement.
// It anonymises nothing and tells nobody who sends other content under a known id; that only makes it faster.
//
// PEER_DATABASE_URL, PEER_PORT and PEER_KEY say where and for whom.
import { createHash, timingSafeEqual } from 'node:crypto';

import Fastify from 'fastify';
import pg from 'pg';

const { PEER_DATABASE_URL, PEER_PORT, PEER_KEY } = process.env;
const pool = new pg.Pool({ connectionString: PEER_DATABASE_URL });

const rating = { type: 'integer', minimum: 1, maximum: 5 };
const response = {
  type: 'object',
  required: ['department', 'answers'],
  additionalProperties: false,
  properties: {
    department: { enum: ['KM', 'GN', 'AB', 'OS', 'OR', 'OK', 'FN', 'ZK', 'RK', 'NP', 'ZDP'] },
    language: { enum: ['pl', 'en', 'uk'] },
    answers: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        OVERALL: rating,
        COURTESY: rating,
        COMPETENCE: rating,
        INFO: rating,
        WAIT: rating,
        CONDITIONS: rating,
        OUTCOME: { enum: ['yes', 'partly', 'no', 'in_progress'] },
        RTYPE: { enum: ['private', 'business', 'professional', 'organisation'] },
      },
    },
  },
};
const params = {
  type: 'object',
  properties: { survey: { const: 'obsluga' }, id: { type: 'string', format: 'uuid' } },
};

const digest = (text) => createHash('sha256').update(text).digest();
const expected = digest(`Bearer ${PEER_KEY}`);

const server = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });

server.get('/readyz', async () => ({ status: 'ready' }));

server.put('/api/v1/surveys/:survey/responses/:id', {
  schema: { params, body: response },
  onRequest: async (request, reply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      return reply.code(401).send({ status: 'refused' });
    }
  },
}, async ({ params: { survey, id }, body: { department, language, answers } }, reply) => {
  const { rowCount } = await pool.query({
    name: 'store',
    text: `INSERT INTO peer_responses (id, survey, department, language, day, answers)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
    values: [id, survey, department, language, new Date().toISOString().slice(0, 10), JSON.stringify(answers)],
  });
  const created = rowCount === 1;
  return reply.code(created ? 201 : 200).send({ status: created ? 'created' : 'replayed' });
});

await server.listen({ host: '127.0.0.1', port: Number(PEER_PORT) });
process.on('SIGTERM', () => server.close().then(() => pool.end()));
