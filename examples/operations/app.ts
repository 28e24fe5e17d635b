import { App } from 'aws-cdk-lib';
import { OperationsStack } from './operations-stack';

const app = new App();
new OperationsStack(app, 'Operations', { keyGeneration: 1 });
app.synth();
