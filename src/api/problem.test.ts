import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PROBLEMS } from '../contract/problem.ts';
import { LastAdministratorError } from '../store/administrators.ts';
import { ProblemError, sendProblem } from './problem.ts';

async function answerTo(work: () => unknown) {
  const server = Fastify().withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.decorateRequest('problem', undefined);
  server.setErrorHandler(sendProblem);
  const response = { 200: z.object({ fine: z.boolean() }), ...PROBLEMS };
  server.get('/', { schema: { response } }, async () => work() as { fine: boolean });
  const { statusCode, body, headers } = await server.inject('/');
  return { status: statusCode, type: headers['content-type'], body: JSON.parse(body) };
}

const thrown = (what: unknown) => () => {
  throw what;
};

it.each<[string, () => unknown, number, string]>([
  ['a problem', thrown(new ProblemError(409, 'name-taken', 'Choose another.')), 409, 'name-taken'],
  ['the last administrator', thrown(new LastAdministratorError('No.')), 409, 'last-administrator'],
  [
    'too many requests',
    thrown(Object.assign(new Error('Later.'), { statusCode: 429 })),
    429,
    'too-many-requests',
  ],
  ['an error without words', thrown(Object.assign(new Error(), { statusCode: 413 })), 413, 'invalid-request'],
  ['an odd status', thrown(Object.assign(new Error('x'), { statusCode: '200' })), 500, 'internal-error'],
  ['a defect', thrown(new TypeError('secret of the inside')), 500, 'internal-error'],
  [
    'a database that ends',
    thrown(Object.assign(new Error('inside'), { code: '57P01' })),
    503,
    'database-away',
  ],
  ['something that is no error', thrown({ statusCode: 7 }), 500, 'internal-error'],
  ['an answer that is not as described', () => ({ fine: 'no' }), 500, 'internal-error'],
])('%s is answered as a problem of its contract', async (_, work, status, code) => {
  const answer = await answerTo(work);
  expect(answer).toMatchObject({
    ...{ status, type: expect.stringContaining('application/problem+json') },
    body: { type: `urn:wardlight:${code}`, status, code, detail: expect.stringMatching(/\S/) },
  });
  expect(JSON.stringify(answer.body)).not.toContain('inside');
});
