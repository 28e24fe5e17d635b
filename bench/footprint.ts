import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Contender } from './contenders';
import type { Footprint } from './results';

/** Namespace, key and alias: what every contender's app has. */
const COMMON_RESOURCES = 3;

/** Counts the resources of a stack with one namespace, and of one with two. For an app that waits in one window. */
export function footprintOf(contender: Contender): Footprint {
  const [one, two] = [resourcesOf(contender, 1), resourcesOf(contender, 2)];
  const perNamespace = two - one - COMMON_RESOURCES;
  return {
    contender: contender.id, footprint: { oncePerStack: one - perNamespace - COMMON_RESOURCES, perNamespace },
  };
}

function resourcesOf(contender: Contender, namespaces: number): number {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Warehouses');
  for (let number = 1; number <= namespaces; number += 1) {
    const scope = new Construct(stack, `Warehouse${number}`);
    contender.add(scope, { namespaceName: `warehouse-${number}`, generation: 1, sizeTB: 8 });
  }
  const { Resources } = app.synth().getStackByName('Warehouses').template as {
    readonly Resources: Readonly<Record<string, unknown>>;
  };
  return Object.keys(Resources).length;
}
