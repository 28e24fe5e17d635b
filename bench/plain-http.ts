/**
 * The CDK's own functions respond over `https`, to the default port. The simulator's response URLs are plain HTTP on
 * another port. So their transport is replaced, and nothing else of their code.
 */
const PLAIN_REQUEST = '(options, done) => '
  + 'require("http").request({ ...options, port: new URL(process.env.AWS_ENDPOINT_URL).port }, done)';

/** An entry point for the provider framework. */
export const frameworkOverHttp = (): string => `
const outbound = require('./outbound');
const request = ${PLAIN_REQUEST};
outbound.httpRequest = (options, body) => new Promise((resolve, reject) => {
  const sent = request(options, (response) => {
    response.resume();
    if (!response.statusCode || response.statusCode >= 400) {
      reject(new Error('Unsuccessful HTTP response: ' + response.statusCode));
    } else {
      resolve();
    }
  });
  sent.on('error', reject);
  sent.write(body);
  sent.end();
});
module.exports = require('./framework');
`;

/** The code of AwsCustomResource's function, with the AWS SDK from a file beside it. */
export const awsCustomResourceOverHttp = (index: string): string => `
const builtin = require;
require = (name) => {
  if (name === '@aws-sdk/client-redshift-serverless') { return builtin('./sdk.js'); }
  return name === 'https' ? { ...builtin('https'), request: ${PLAIN_REQUEST} } : builtin(name);
};
${index}`;
