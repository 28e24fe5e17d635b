import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NAMESPACE, STACK, type World } from '../../test/stories/world';
import type { Python } from '../support/python';

/** What botocore found in one response, or in one request. */
export interface Finding { readonly name: string; readonly flaws: readonly string[] }

/** Runs strict.py against the simulator. */
export async function botocoreFindings(environment: Python, world: World): Promise<Finding[]> {
  const { endpoint, region, credentials } = world.aws.sdkConfig(world.aws.administrator);
  const child = spawn(environment.interpreter, [join(__dirname, 'strict.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(JSON.stringify({
    ...credentials,
    endpoint,
    region,
    namespaceName: NAMESPACE,
    namespaceArn: world.aws.redshift.view(NAMESPACE)?.namespaceArn,
    workgroupName: `on-${NAMESPACE}`,
    keyArn: world.generation(1),
    stateMachineArn: world.aws.stepFunctions.executions[0].stateMachineArn,
    stackName: STACK,
  }));
  const [status] = await once(child, 'close') as [number];
  assert.equal(status, 0, Buffer.concat(err).toString());
  return Buffer.concat(out).toString().trim().split('\n').map((line) => JSON.parse(line) as Finding);
}
