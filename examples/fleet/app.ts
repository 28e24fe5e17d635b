import { App } from 'aws-cdk-lib';
import { FleetStack } from './fleet-stack';

/** Raise the key generations one ring at a time, from the least important ring to the most important one. */
const RINGS = [
  { name: 'Canary', keyGeneration: 2, teams: ['sandbox'] },
  { name: 'Early', keyGeneration: 1, teams: ['marketing', 'finance'] },
  { name: 'Late', keyGeneration: 1, teams: ['orders', 'payments', 'shipping'] },
];

const app = new App();
for (const { name, ...props } of RINGS) {
  new FleetStack(app, `Fleet${name}`, props);
}
app.synth();
